//! The public items of the published libraries, as Rust without bodies, comments and private fields, in committed
//! files: a breaking change is a line of their diff.
//!
//! Made from the sources, because rustdoc describes an interface for programs on nightly only. An item that a macro
//! writes is reported as the macro's arguments.

mod bare;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItem, Item, ItemImpl, Type, UseTree, Visibility};

use bare::{arguments, keep, without_bodies, without_body, without_docs};

/// The published packages that have a library.
pub(crate) const LIBRARIES: [&str; 2] = ["profitwell-api", "profitwell-api-server"];

/// A source file and where its items are public, if they are.
struct Module {
    name: String,
    items: Vec<Item>,
    /// The section of its public items, and the conditions on it.
    public: Option<Section>,
    /// Names that another module re-exports, with the section of each.
    exported: BTreeMap<String, Section>,
}

#[derive(Clone)]
struct Section {
    path: String,
    conditions: Vec<Attribute>,
}

/// By section its items, each with what it is sorted by.
type Report = BTreeMap<String, BTreeSet<(String, u8, String)>>;

/// Writes the files, below the repository that is the working directory.
pub(crate) fn write() -> Result<()> {
    for library in LIBRARIES {
        fs::write(file(library), report(Path::new("."), library)?).with_context(|| file(library))?;
    }
    Ok(())
}

/// The committed file of a library.
fn file(library: &str) -> String {
    format!("tests/public/{library}.txt")
}

fn report(root: &Path, library: &str) -> Result<String> {
    let folder = root.join("crates").join(library).join("src");
    let modules = modules(&folder, &library.replace('-', "_"))?;
    // Where each public type is, and which names the crate defines at all.
    let mut public = BTreeMap::new();
    let mut defined = BTreeSet::new();
    for module in &modules {
        for item in &module.items {
            for name in names(item) {
                if let Some(section) = module.section(item, &name) {
                    public.insert(name.clone(), section.path);
                }
                defined.insert(name);
            }
        }
    }
    let mut report = Report::new();
    for module in &modules {
        for item in &module.items {
            if let Item::Impl(item) = item {
                implementation(item, &public, &defined, &mut report);
            } else {
                declaration(module, item, &mut report)?;
            }
        }
    }
    let sections = report.into_iter().map(|(section, lines)| {
        let items: Vec<_> = lines.into_iter().map(|(_, _, text)| text).collect();
        format!("// {section}\n\n{}", items.join("\n\n"))
    });
    formatted(&sections.collect::<Vec<_>>().join("\n\n"))
}

/// The modules of a library, its root first.
fn modules(folder: &Path, library: &str) -> Result<Vec<Module>> {
    let parse = |path: PathBuf| -> Result<Vec<Item>> {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(syn::parse_file(&text).with_context(|| path.display().to_string())?.items)
    };
    let root = Section { path: library.to_owned(), conditions: Vec::new() };
    let items = parse(folder.join("lib.rs"))?;
    let mut modules = Vec::new();
    for item in &items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        let items = parse(folder.join(format!("{name}.rs")))?;
        if let Some(Item::Mod(inner)) =
            items.iter().find(|item| matches!(item, Item::Mod(it) if is_public(&it.vis)))
        {
            bail!("{name}::{} is a module within a module", inner.ident);
        }
        let public = is_public(&module.vis)
            .then(|| Section { path: format!("{library}::{name}"), conditions: conditions(&module.attrs) });
        modules.push(Module { name, items, public, exported: BTreeMap::new() });
    }
    for item in &items {
        let Item::Use(item) = item else { continue };
        if !is_public(&item.vis) {
            continue;
        }
        let UseTree::Path(path) = &item.tree else { bail!("a use of no path") };
        let Some(module) = modules.iter_mut().find(|module| path.ident == module.name) else { continue };
        let section = Section { path: library.to_owned(), conditions: conditions(&item.attrs) };
        for name in used(&path.tree)? {
            module.exported.insert(name, section.clone());
        }
    }
    modules.insert(0, Module { name: String::new(), items, public: Some(root), exported: BTreeMap::new() });
    Ok(modules)
}

/// The names at the end of a `use`.
fn used(tree: &UseTree) -> Result<Vec<String>> {
    match tree {
        UseTree::Name(name) => Ok(vec![name.ident.to_string()]),
        UseTree::Group(group) => Ok(group.items.iter().map(used).collect::<Result<Vec<_>>>()?.concat()),
        _ => bail!("neither a name nor a list of names: {}", tree.to_token_stream()),
    }
}

impl Module {
    /// Where an item of it is public, if it is.
    fn section(&self, item: &Item, name: &str) -> Option<Section> {
        let visible = match item {
            Item::Const(item) => &item.vis,
            Item::Enum(item) => &item.vis,
            Item::Fn(item) => &item.vis,
            Item::Static(item) => &item.vis,
            Item::Struct(item) => &item.vis,
            Item::Trait(item) => &item.vis,
            Item::Type(item) => &item.vis,
            Item::Macro(_) => return self.exported.get(name).or(self.public.as_ref()).cloned(),
            _ => return None,
        };
        let section = self.exported.get(name).or(self.public.as_ref());
        section.filter(|_| is_public(visible) && !for_tests(attributes(item))).cloned()
    }

    /// Whether a path of the root begins with one of our modules, whose items are reported themselves.
    fn declares(&self, first: &str) -> bool {
        self.items.iter().any(|item| matches!(item, Item::Mod(module) if module.ident == first))
    }
}

/// The names that an item declares; of a macro, those that are among its arguments.
fn names(item: &Item) -> Vec<String> {
    match item {
        Item::Const(item) => vec![item.ident.to_string()],
        Item::Enum(item) => vec![item.ident.to_string()],
        Item::Fn(item) => vec![item.sig.ident.to_string()],
        Item::Static(item) => vec![item.ident.to_string()],
        Item::Struct(item) => vec![item.ident.to_string()],
        Item::Trait(item) => vec![item.ident.to_string()],
        Item::Type(item) => vec![item.ident.to_string()],
        Item::Macro(item) if item.ident.is_none() => {
            let first = without_docs(item.mac.tokens.clone()).into_iter().next();
            first.into_iter().map(|name| name.to_string()).collect()
        }
        _ => Vec::new(),
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        _ => &[],
    }
}

/// Adds what an item other than an implementation declares.
fn declaration(module: &Module, item: &Item, report: &mut Report) -> Result<()> {
    if let Item::Use(item) = item {
        let ours = matches!(&item.tree, UseTree::Path(path) if module.declares(&path.ident.to_string()));
        if is_public(&item.vis)
            && !ours
            && let Some(section) = &module.public
        {
            let text = quote!(#item).to_string();
            report.entry(section.path.clone()).or_default().insert((String::new(), 0, text));
        }
        return Ok(());
    }
    for name in names(item) {
        let Some(section) = module.section(item, &name) else { continue };
        let conditions = &section.conditions;
        let bare = without_bodies(item.clone())?;
        let text = match bare {
            Item::Macro(item) => arguments(&item.mac),
            bare => quote!(#(#conditions)* #bare).to_string(),
        };
        report.entry(section.path).or_default().insert((name, 0, text));
    }
    Ok(())
}

/// Adds an implementation that others can use: of a public type, or for somebody else's type by way of a public one.
fn implementation(
    item: &ItemImpl,
    public: &BTreeMap<String, String>,
    defined: &BTreeSet<String>,
    report: &mut Report,
) {
    let Some(own) = last_name(&item.self_ty) else { return };
    let hidden = defined.contains(&own) && !public.contains_key(&own);
    let path =
        item.trait_.as_ref().map(|(_, path, _)| path.to_token_stream().to_string()).unwrap_or_default();
    let mut mentioned =
        path.split(|letter: char| !letter.is_alphanumeric()).filter_map(|word| public.get(word));
    let Some(section) = public.get(&own).or_else(|| mentioned.next()) else { return };
    if hidden || for_tests(&item.attrs) {
        return;
    }
    let inherent = item.trait_.is_none();
    let mut bare = item.clone();
    keep(&mut bare.attrs);
    bare.items.retain(|item| match item {
        ImplItem::Fn(item) => inherent && is_public(&item.vis) && !for_tests(&item.attrs),
        ImplItem::Const(item) => !inherent || is_public(&item.vis),
        ImplItem::Type(_) => true,
        _ => false,
    });
    if inherent && bare.items.is_empty() {
        return;
    }
    bare.items.iter_mut().for_each(without_body);
    bare.items.sort_by_key(|item| match item {
        ImplItem::Fn(item) => item.sig.ident.to_string(),
        other => other.to_token_stream().to_string(),
    });
    let rank = if inherent { 1 } else { 2 };
    report.entry(section.clone()).or_default().insert((own, rank, quote!(#bare).to_string()));
}

/// The name of a type, whatever it is borrowed or wrapped by.
fn last_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Reference(reference) => last_name(&reference.elem),
        _ => None,
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn conditions(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
}

fn for_tests(attributes: &[Attribute]) -> bool {
    conditions(attributes).iter().any(|it| {
        let condition = it.to_token_stream().to_string();
        condition.contains("(test)") || condition.contains("(doctest)")
    })
}

/// As rustfmt formats it.
fn formatted(text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition=2024", "--config=max_width=110,reorder_impl_items=false"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt")?;
    rustfmt.stdin.take().context("rustfmt takes no input")?.write_all(text.as_bytes())?;
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        bail!("rustfmt rejects the report:\n{text}");
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_what_the_sources_say() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for library in LIBRARIES {
            let committed = fs::read_to_string(root.join(file(library))).unwrap_or_default();
            let report = report(&root, library).expect("a report");
            assert!(report.contains("pub struct"), "{library}");
            assert_eq!(
                committed, report,
                "the public items of {library} have changed: if they may, run `cargo run --package xtask -- public`"
            );
        }
    }
}
