//! The declarations of `ProfitWellApi` and of what its methods take and answer.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write,
};

use anyhow::{Context, Result, bail};
use syn::{Fields, Type};

use super::{Field, RENAMED, Row, Sources, camel, docs, is, parts, serde};

/// Structs of which an argument has one field or the other, and what they are then called.
const EITHER: [(&str, [&str; 2]); 1] = [("Trait", ["customerId", "email"])];

/// Which way a struct goes: as an argument a date may be a `Date`, as an answer it is a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

struct Writer<'a> {
    sources: &'a Sources,
    /// In the order in which they were named first.
    named: VecDeque<(String, Way)>,
    ways: BTreeMap<String, Way>,
    /// Names of fields in Rust, which doc comments speak of.
    fields: BTreeSet<String>,
}

impl Sources {
    /// The class and the types it names.
    pub(crate) fn declarations(&self) -> Result<String> {
        let structs = self.structs.values().flat_map(|item| &item.fields);
        let fields = structs.filter_map(|field| field.ident.as_ref()).map(ToString::to_string).collect();
        let mut writer = Writer { sources: self, named: VecDeque::new(), ways: BTreeMap::new(), fields };
        let mut text = writer.class()?;
        while let Some((name, way)) = writer.named.pop_front() {
            text.push('\n');
            text += &writer.declaration(&name, way)?;
        }
        Ok(text)
    }
}

impl Writer<'_> {
    fn class(&mut self) -> Result<String> {
        let about = self.sources.structs.get("Api").context("no struct Api")?;
        let mut text = self.comment("", &docs(&about.attrs));
        let options = self.name("ProfitWellApiOptions", Way::In)?;
        write!(text, "export class ProfitWellApi {{\n  constructor(options: {options});\n")?;
        let resource = |row: &Row| row.name.split_once('.').map(|(resource, _)| resource.to_owned());
        let mut done = BTreeSet::new();
        for row in &self.sources.rows {
            let Some(name) = resource(row) else {
                text.push('\n');
                text += &self.method("  ", row, &row.name)?;
                continue;
            };
            if !done.insert(name.clone()) {
                continue;
            }
            write!(text, "\n  readonly {name}: {{\n")?;
            for row in self.sources.rows.iter().filter(|row| resource(row).as_ref() == Some(&name)) {
                let (_, method) = row.name.split_once('.').unwrap_or_default();
                text += &self.method("    ", row, method)?;
            }
            text += "  };\n";
        }
        text += "}\n";
        Ok(text)
    }

    fn method(&mut self, indent: &str, row: &Row, name: &str) -> Result<String> {
        let mut parameters = Vec::new();
        for (name, of) in &row.parameters {
            let of_struct = parts(of).0;
            let optional = self.sources.structs.contains_key(&of_struct)
                && self.sources.fields(&of_struct)?.iter().all(|field| field.optional);
            let mark = if optional { "?" } else { "" };
            parameters.push(format!("{}{mark}: {}", camel(name), self.typescript(of, Way::In)?));
        }
        parameters.push("last?: CallOptions".to_owned());
        let answer = self.typescript(&row.answer, Way::Out)?;
        let answer = if row.pages { format!("List<{answer}>") } else { format!("Promise<{answer}>") };
        let comment = self.comment(indent, &row.docs);
        let one_line = format!("{indent}{name}({}): {answer};\n", parameters.join(", "));
        if one_line.len() <= 120 {
            return Ok(comment + &one_line);
        }
        let lines: Vec<_> = parameters.iter().map(|it| format!("{indent}  {it},\n")).collect();
        Ok(format!("{comment}{indent}{name}(\n{}{indent}): {answer};\n", lines.concat()))
    }

    fn typescript(&mut self, of: &Type, way: Way) -> Result<String> {
        let (name, inner) = parts(of);
        Ok(match (name.as_str(), inner.as_slice()) {
            ("", _) => "void".to_owned(),
            ("String" | "Currency", _) => "string".to_owned(),
            ("bool", _) => "boolean".to_owned(),
            ("u16" | "u32" | "u64" | "f64" | "Cents" | "Number", _) => "number".to_owned(),
            ("UnixSeconds", _) => if way == Way::In { "number | Date" } else { "number" }.to_owned(),
            ("Value", _) => "unknown".to_owned(),
            ("Method", _) => "'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'".to_owned(),
            ("Option", [of]) => format!("{} | null", self.typescript(of, way)?),
            ("Vec", [of]) => match self.typescript(of, way)? {
                of if of.contains(' ') => format!("({of})[]"),
                of => format!("{of}[]"),
            },
            ("Map" | "BTreeMap", [_, of]) => format!("Record<string, {}>", self.typescript(of, way)?),
            _ => self.name(&name, way)?,
        })
    }

    /// The name of a type that has a declaration of its own.
    fn name(&mut self, name: &str, way: Way) -> Result<String> {
        let Sources { structs, enums, words, .. } = self.sources;
        if !structs.contains_key(name) && !enums.contains_key(name) && !words.contains_key(name) {
            bail!("{name} is neither a struct nor an enum of the client, and has no place in typescript.rs");
        }
        match self.ways.insert(name.to_owned(), way) {
            None => self.named.push_back((name.to_owned(), way)),
            Some(other) if other != way && structs.contains_key(name) => {
                bail!("{name} is an argument and an answer: they differ in what may be left out")
            }
            Some(_) => {}
        }
        Ok(public(name))
    }

    fn declaration(&mut self, name: &str, way: Way) -> Result<String> {
        let sources = self.sources;
        if let Some(words) = sources.words.get(name) {
            let list: Vec<_> = words.known.iter().map(|word| format!("'{word}'")).collect();
            let comment = self.comment("", &words.docs);
            return Ok(format!("{comment}export type {} = Open<{}>;\n", public(name), list.join(" | ")));
        }
        if let Some(item) = sources.enums.get(name) {
            let snake = serde(&item.attrs, "rename_all")?;
            let mut list = Vec::new();
            for variant in &item.variants {
                list.push(match (&variant.fields, snake.as_deref()) {
                    (Fields::Unnamed(fields), None) if fields.unnamed.len() == 1 => {
                        self.typescript(&fields.unnamed[0].ty, way)?
                    }
                    // One word each, so that snake case is lower case.
                    (Fields::Unit, Some("snake_case")) => {
                        format!("'{}'", variant.ident.to_string().to_lowercase())
                    }
                    _ => bail!("{name}: neither of words nor of values"),
                });
            }
            let comment = self.comment("", &docs(&item.attrs));
            return Ok(format!("{comment}export type {} = {};\n", public(name), list.join(" | ")));
        }
        let mut fields = sources.fields(name)?;
        let comment = self.comment("", &docs(&sources.structs[name].attrs));
        let Some((_, either)) = EITHER.iter().find(|(other, _)| *other == name) else {
            let lines = self.fields("  ", &fields, way)?;
            return Ok(format!("{comment}export interface {} {{\n{lines}}}\n", public(name)));
        };
        let ones = fields.extract_if(.., |field| either.contains(&field.name.as_str())).collect::<Vec<_>>();
        let [one, other] = ones.as_slice() else { bail!("{name} has not the fields {either:?}") };
        let mut text =
            format!("{comment}export type {name} = {{\n{}}} & (\n", self.fields("  ", &fields, way)?);
        for (it, not) in [(one, other), (other, one)] {
            let [of] = parts(it.of).1[..] else { bail!("{name}.{} is not optional", it.name) };
            let line = self.fields(
                "    ",
                &[Field { optional: false, docs: it.docs.clone(), name: it.name.clone(), ..Field::of(of) }],
                way,
            )?;
            write!(text, "  | {{\n{line}    {}?: never;\n  }}\n", not.name)?;
        }
        text += ");\n";
        Ok(text)
    }

    fn fields(&mut self, indent: &str, fields: &[Field<'_>], way: Way) -> Result<String> {
        let mut text = String::new();
        for field in fields {
            text += &self.comment(indent, &field.docs);
            if field.flatten {
                writeln!(text, "{indent}[field: string]: unknown;")?;
                continue;
            }
            // An argument is left out instead of null, and an answer has every field.
            let of = if way == Way::In && is("Option", field.of) { parts(field.of).1[0] } else { field.of };
            let mark = if way == Way::In && field.optional { "?" } else { "" };
            writeln!(text, "{indent}{}{mark}: {};", field.name, self.typescript(of, way)?)?;
        }
        Ok(text)
    }

    /// A doc comment of Rust as one of TypeScript: links as words, fields by their names there.
    fn comment(&self, indent: &str, lines: &[String]) -> String {
        let lines: Vec<_> = lines.iter().map(|line| self.translated(line)).collect();
        match lines.as_slice() {
            [] => String::new(),
            [line] => format!("{indent}/** {line} */\n"),
            lines => {
                let lines: Vec<_> = lines
                    .iter()
                    .map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n")
                    .collect();
                format!("{indent}/**\n{}{indent} */\n", lines.concat())
            }
        }
    }

    fn translated(&self, line: &str) -> String {
        let mut text = String::new();
        for (index, part) in line.split('`').enumerate() {
            match index % 2 {
                0 => text += part,
                _ if self.fields.contains(part) => write!(text, "`{}`", camel(part)).unwrap_or_default(),
                _ => write!(text, "`{part}`").unwrap_or_default(),
            }
        }
        // [`Name`](path) and [`Name`]
        while let Some(start) = text.find("[`") {
            let Some(end) = text[start..].find("`]").map(|at| start + at) else { break };
            let after = text[end + 2..].to_owned();
            let after = match after.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
                Some((_, rest)) => rest.to_owned(),
                None => after,
            };
            text = format!("{}{}{after}", &text[..start], &text[start + 1..=end]);
        }
        text
    }
}

/// The name in TypeScript.
fn public(name: &str) -> String {
    RENAMED.iter().find(|(rust, _)| *rust == name).map_or(name, |(_, public)| public).to_owned()
}
