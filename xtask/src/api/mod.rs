//! The JavaScript side of the API client as its Rust sources tell it: the table of methods with the structs that it
//! names (crates/profitwell-api-js/src/methods.rs), as TypeScript and as JSON.

mod rows;
mod typescript;

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail};
use profitwell_api::operations::OPERATIONS;
use serde_json::{Value, json};
use syn::{
    Attribute, Expr, ExprLit, Fields, File, GenericArgument, Item, ItemEnum, ItemStruct, Lit, Meta,
    PathArguments, Type,
};

use rows::{Row, Rows, Words};

/// Names that are clear within their module, and not in one namespace.
const RENAMED: [(&str, &str); 4] = [
    ("Change", "SubscriptionChange"),
    ("Point", "MetricPoint"),
    ("Settings", "CompanySettings"),
    ("Status", "SubscriptionStatus"),
];

/// The method that is for what is no operation.
const RAW: &str = "call";

/// What the two crates say.
#[derive(Default)]
pub(crate) struct Sources {
    rows: Vec<Row>,
    structs: BTreeMap<String, ItemStruct>,
    enums: BTreeMap<String, ItemEnum>,
    words: BTreeMap<String, Words>,
}

/// A field as serde and JavaScript see it.
struct Field<'a> {
    name: String,
    docs: Vec<String>,
    of: &'a Type,
    /// Whether an argument may leave it out.
    optional: bool,
    /// Whether it stands for all fields that have none of their own.
    flatten: bool,
}

impl Sources {
    /// Reads the repository that is the working directory.
    pub(crate) fn read() -> Result<Self> {
        let mut sources = Sources::default();
        for folder in ["crates/profitwell-api/src", "crates/profitwell-api-js/src"] {
            for entry in fs::read_dir(folder).with_context(|| folder.to_owned())? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path)?;
                    let file = syn::parse_file(&text).with_context(|| path.display().to_string())?;
                    sources.take(file).with_context(|| path.display().to_string())?;
                }
            }
        }
        for operation in OPERATIONS {
            if !sources.rows.iter().any(|row| row.name == operation.name) {
                bail!(
                    "{} is an operation, and no method in crates/profitwell-api-js/src/methods.rs",
                    operation.name
                );
            }
        }
        for row in &sources.rows {
            if row.name != RAW && !OPERATIONS.iter().any(|operation| operation.name == row.name) {
                bail!(
                    "{} is a method, and no operation in crates/profitwell-api/src/operations.rs",
                    row.name
                );
            }
        }
        Ok(sources)
    }

    fn take(&mut self, file: File) -> Result<()> {
        for item in file.items {
            match item {
                Item::Struct(item) => drop(self.structs.insert(item.ident.to_string(), item)),
                Item::Enum(item) => drop(self.enums.insert(item.ident.to_string(), item)),
                Item::Macro(item) if item.mac.path.is_ident("methods") => {
                    self.rows.extend(item.mac.parse_body::<Rows>()?.0);
                }
                Item::Macro(item) if item.mac.path.is_ident("open_enum") => {
                    let words: Words = item.mac.parse_body()?;
                    self.words.insert(words.name.clone(), words);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn fields<'a>(&'a self, name: &str) -> Result<Vec<Field<'a>>> {
        let item = self.structs.get(name).with_context(|| format!("no struct {name}"))?;
        let Fields::Named(fields) = &item.fields else { bail!("{name} has no named fields") };
        let all_default = serde(&item.attrs, "default")?.is_some();
        let field = |field: &'a syn::Field| -> Result<Field<'a>> {
            let rename = serde(&field.attrs, "rename")?;
            let name =
                rename.unwrap_or_else(|| field.ident.as_ref().map(ToString::to_string).unwrap_or_default());
            let optional =
                all_default || is("Option", &field.ty) || serde(&field.attrs, "default")?.is_some();
            let flatten = serde(&field.attrs, "flatten")?.is_some();
            Ok(Field {
                name: camel(&name),
                docs: docs(&field.attrs),
                optional,
                flatten,
                ..Field::of(&field.ty)
            })
        };
        fields.named.iter().map(field).collect()
    }

    /// The table of methods: what each sends, takes and answers.
    pub(crate) fn table(&self) -> Result<Value> {
        self.rows.iter().map(|row| self.row(row)).collect()
    }

    fn row(&self, row: &Row) -> Result<Value> {
        let operation = OPERATIONS.iter().find(|operation| operation.name == row.name);
        let parameters = row.parameters.iter().map(|(name, of)| self.parameter(name, of));
        Ok(json!({
            "name": row.name,
            "export": row.export,
            "parameters": parameters.collect::<Result<Vec<_>>>()?,
            "answer": rust(&row.answer),
            "pages": row.pages,
            "request": operation.map(|it| format!("{} {}", it.method.as_str(), it.path)),
            "family": operation.map(|it| format!("{:?}", it.family)),
        }))
    }

    fn parameter(&self, name: &str, of: &Type) -> Result<Value> {
        let of_struct = self.structs.contains_key(&rust(of));
        let fields = if of_struct { self.fields(&rust(of))? } else { Vec::new() };
        let fields = fields
            .iter()
            .map(|field| json!({ "name": field.name, "type": rust(field.of), "optional": field.optional }));
        Ok(
            json!({ "name": camel(name), "type": rust(of), "fields": of_struct.then(|| fields.collect::<Vec<_>>()) }),
        )
    }
}

impl<'a> Field<'a> {
    const fn of(of: &'a Type) -> Self {
        Field { name: String::new(), docs: Vec::new(), of, optional: false, flatten: false }
    }
}

/// The lines of a doc comment.
fn docs(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(text).collect()
}

/// The value of an attribute of serde; an empty one for a word that stands alone.
fn serde(attributes: &[Attribute], name: &str) -> Result<Option<String>> {
    let mut found = None;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(syn::parse::ParseBuffer::parse::<syn::LitStr>);
            let value = value.map(|text| text.value()).unwrap_or_default();
            if meta.path.is_ident(name) {
                found = Some(value);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// The name of a type and what it is of: `Vec` and `Plan`.
fn parts(of: &Type) -> (String, Vec<&Type>) {
    let Type::Path(path) = of else { return (String::new(), Vec::new()) };
    let Some(last) = path.path.segments.last() else { return (String::new(), Vec::new()) };
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|it| if let GenericArgument::Type(it) = it { Some(it) } else { None })
            .collect(),
        _ => Vec::new(),
    };
    (last.ident.to_string(), inner)
}

fn is(name: &str, of: &Type) -> bool {
    parts(of).0 == name
}

/// A type as Rust writes it.
fn rust(of: &Type) -> String {
    let (name, inner) = parts(of);
    match (name.as_str(), inner.as_slice()) {
        ("", _) => "()".to_owned(),
        (_, []) => name,
        (_, inner) => format!("{name}<{}>", inner.iter().map(|it| rust(it)).collect::<Vec<_>>().join(", ")),
    }
}

/// `plan_id` as `planId`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (first, rest) = word.split_at(word.len().min(1));
        name + &first.to_uppercase() + rest
    })
}
