//! The macros of the sources: `methods!` and `open_enum!`.

use syn::{
    Attribute, Expr, Ident, LitStr, Token, Type, braced, parenthesized,
    parse::{Parse, ParseStream},
};

use super::docs;

/// One method.
pub(super) struct Row {
    pub(super) docs: Vec<String>,
    /// `plans.list`
    pub(super) name: String,
    /// `plans_list`
    pub(super) export: String,
    pub(super) parameters: Vec<(String, Type)>,
    pub(super) answer: Type,
    /// Whether the answer comes page by page.
    pub(super) pages: bool,
}

/// What `methods!` holds.
pub(super) struct Rows(pub(super) Vec<Row>);

impl Parse for Rows {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut rows = Vec::new();
        while !input.is_empty() {
            if input.peek(Ident) {
                let _pages: Ident = input.parse()?;
                let lists;
                braced!(lists in input);
                let Rows(mut lists) = lists.parse()?;
                for list in &mut lists {
                    list.pages = true;
                }
                rows.append(&mut lists);
            } else {
                rows.push(input.parse()?);
            }
        }
        Ok(Rows(rows))
    }
}

impl Parse for Row {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let docs = docs(&input.call(Attribute::parse_outer)?);
        let name = input.parse::<LitStr>()?.value();
        input.parse::<Token![=>]>()?;
        let export = input.parse::<Ident>()?.to_string();
        let list;
        parenthesized!(list in input);
        let mut parameters = Vec::new();
        while !list.is_empty() {
            let name = list.parse::<Ident>()?.to_string();
            list.parse::<Token![:]>()?;
            parameters.push((name, list.parse()?));
            if !list.is_empty() {
                list.parse::<Token![,]>()?;
            }
        }
        input.parse::<Token![->]>()?;
        let answer = input.parse()?;
        if input.parse::<Option<Token![,]>>()?.is_some() {
            let _call: Expr = input.parse()?;
        }
        input.parse::<Token![;]>()?;
        Ok(Row { docs, name, export, parameters, answer, pages: false })
    }
}

/// An `open_enum!`: words of the service, and any that it may add.
pub(super) struct Words {
    pub(super) docs: Vec<String>,
    pub(super) name: String,
    pub(super) known: Vec<String>,
}

impl Parse for Words {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let docs = docs(&input.call(Attribute::parse_outer)?);
        let name = input.parse::<Ident>()?.to_string();
        let list;
        braced!(list in input);
        let mut known = Vec::new();
        while !list.is_empty() {
            list.call(Attribute::parse_outer)?;
            let _variant: Ident = list.parse()?;
            known.push(list.parse::<LitStr>()?.value());
            list.parse::<Token![,]>()?;
        }
        Ok(Words { docs, name, known })
    }
}
