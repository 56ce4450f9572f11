//! An item as its users see it: without bodies, comments, private fields and the values of constants.

use anyhow::{Result, bail};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Expr, Field, Fields, ImplItem, Item, Signature, TraitItem, Type, Visibility, parse_quote,
};

use super::is_public;

/// The attributes that belong to an interface.
const ATTRIBUTES: [&str; 6] = ["cfg", "default", "deprecated", "derive", "non_exhaustive", "repr"];

/// Of any item but an implementation.
pub(super) fn without_bodies(mut item: Item) -> Result<Item> {
    match &mut item {
        Item::Const(item) => {
            keep(&mut item.attrs);
            *item.expr = Expr::Infer(parse_quote!(_));
        }
        Item::Static(item) => {
            keep(&mut item.attrs);
            *item.expr = Expr::Infer(parse_quote!(_));
        }
        Item::Enum(item) => {
            keep(&mut item.attrs);
            for variant in &mut item.variants {
                keep(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| keep(&mut field.attrs));
            }
        }
        Item::Fn(item) => {
            keep(&mut item.attrs);
            *item.block = parse_quote!({});
            without_patterns(&mut item.sig);
        }
        Item::Struct(item) => {
            keep(&mut item.attrs);
            without_private(&mut item.fields);
        }
        Item::Trait(item) => {
            keep(&mut item.attrs);
            for item in &mut item.items {
                match item {
                    TraitItem::Fn(item) => {
                        keep(&mut item.attrs);
                        item.default = item.default.as_ref().map(|_| parse_quote!({}));
                        without_patterns(&mut item.sig);
                    }
                    TraitItem::Type(item) => keep(&mut item.attrs),
                    TraitItem::Const(item) => keep(&mut item.attrs),
                    _ => {}
                }
            }
        }
        Item::Type(item) => keep(&mut item.attrs),
        Item::Macro(_) => {}
        _ => bail!("an item of a kind that the report does not know: {}", item.to_token_stream()),
    }
    Ok(item)
}

/// Without `mut` on arguments, which is the function's own affair.
fn without_patterns(signature: &mut Signature) {
    for input in &mut signature.inputs {
        match input {
            syn::FnArg::Receiver(receiver) if receiver.reference.is_none() => receiver.mutability = None,
            syn::FnArg::Typed(typed) => {
                if let syn::Pat::Ident(name) = &mut *typed.pat {
                    name.mutability = None;
                }
            }
            syn::FnArg::Receiver(_) => {}
        }
    }
}

/// A private field is `_`: how many there are does not matter where fields have names, that there are some does.
fn without_private(fields: &mut Fields) {
    match fields {
        Fields::Named(fields) => {
            let all = fields.named.len();
            let public = std::mem::take(&mut fields.named).into_iter().filter(|field| is_public(&field.vis));
            fields.named = public.collect();
            if fields.named.len() < all {
                fields.named.push(Field {
                    colon_token: Some(parse_quote!(:)),
                    ..private(Some(parse_quote!(_private)))
                });
            }
            fields.named.iter_mut().for_each(|field| keep(&mut field.attrs));
        }
        Fields::Unnamed(fields) => {
            for field in &mut fields.unnamed {
                keep(&mut field.attrs);
                if !is_public(&field.vis) {
                    *field = private(None);
                }
            }
        }
        Fields::Unit => {}
    }
}

fn private(ident: Option<syn::Ident>) -> Field {
    Field {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        mutability: syn::FieldMutability::None,
        ident,
        colon_token: None,
        ty: Type::Infer(parse_quote!(_)),
    }
}

/// Of an item of an implementation.
pub(super) fn without_body(item: &mut ImplItem) {
    match item {
        ImplItem::Fn(item) => {
            keep(&mut item.attrs);
            item.block = parse_quote!({});
            without_patterns(&mut item.sig);
        }
        ImplItem::Const(item) => {
            keep(&mut item.attrs);
            item.expr = Expr::Infer(parse_quote!(_));
        }
        ImplItem::Type(item) => keep(&mut item.attrs),
        _ => {}
    }
}

/// A macro and its arguments, one to a line.
pub(super) fn arguments(mac: &syn::Macro) -> String {
    let tokens = without_docs(mac.tokens.clone()).to_string();
    let lines = tokens.replace(" ; ", ";\n").replace(" , ", ",\n").replace("{ ", "{\n");
    format!("{}! {{\n{lines}\n}}", mac.path.to_token_stream())
}

pub(super) fn without_docs(tokens: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let attribute = matches!(&token, TokenTree::Punct(it) if it.as_char() == '#');
        if attribute
            && matches!(tokens.peek(), Some(TokenTree::Group(it)) if it.to_string().contains("doc ="))
        {
            tokens.next();
        } else if let TokenTree::Group(group) = token {
            kept.push(Group::new(group.delimiter(), without_docs(group.stream())).into());
        } else {
            kept.push(token);
        }
    }
    kept.into_iter().collect()
}

pub(super) fn keep(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| ATTRIBUTES.iter().any(|name| attribute.path().is_ident(name)));
}
