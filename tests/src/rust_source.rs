//! A Rust file taken apart: its words with their lines, its functions with their lengths, and which
//! of its lines are tests. Comments are not among the words; documentation is left out as well.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::tree::Tree;

/// A Rust file taken apart.
#[derive(Debug)]
pub struct RustSource<'a> {
    /// Its path from the root of the project.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its words, in order.
    pub words: Vec<Word>,
    /// Its functions, in order.
    pub functions: Vec<Function>,
    /// Its public types whose documentation begins with a Japanese word in 「」.
    pub named_types: Vec<NamedType>,
    is_test: bool,
    test_lines: Vec<RangeInclusive<usize>>,
    /// `#[cfg(test)] mod x;` names the file `x.rs`, which is a test as well.
    test_modules: Vec<String>,
}

/// An identifier, a sign, a bracket or a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it stands.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
    /// Whether it is a string, character or number.
    pub is_literal: bool,
}

/// A function with the lines from `fn` to its last brace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its first line, from 1.
    pub line: usize,
    /// How many lines it has.
    pub lines: usize,
}

/// A public type with the office's word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedType {
    /// The code's name: `FiscalYear`.
    pub code: String,
    /// The office's name: 年度.
    pub japanese: String,
}

impl RustSource<'_> {
    /// Whether the line is part of a test.
    #[must_use]
    pub fn is_test(&self, line: usize) -> bool {
        self.is_test || self.test_lines.iter().any(|lines| lines.contains(&line))
    }
}

/// Takes every Rust file of the project apart. A file that is no Rust is a violation in words.
#[must_use]
pub fn all_sources(tree: &Tree) -> (Vec<RustSource<'_>>, Vec<String>) {
    let mut sources = Vec::new();
    let mut broken = Vec::new();
    for (path, text) in tree.texts(".rs") {
        match read_source(path, text) {
            Ok(source) => sources.push(source),
            Err(error) => broken.push(format!("{path}: cannot be parsed: {error}")),
        }
    }
    let test_files: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| source.test_modules.iter().cloned())
        .collect();
    for source in &mut sources {
        let beneath = |module: &String| {
            source.path == format!("{module}.rs") || source.path.starts_with(&format!("{module}/"))
        };
        source.is_test |= test_files.iter().any(beneath);
    }
    (sources, broken)
}

fn read_source<'a>(path: &'a str, text: &'a str) -> Result<RustSource<'a>, syn::Error> {
    let tokens: TokenStream = text.parse().map_err(syn::Error::from)?;
    let mut words = Vec::new();
    flatten(tokens, &mut words);
    let mut found = Found {
        folder: module_folder(path),
        ..Found::default()
    };
    found.visit_file(&syn::parse_file(text)?);
    Ok(RustSource {
        path,
        text,
        words,
        functions: found.functions,
        named_types: found.named_types,
        is_test: is_test_path(path),
        test_lines: found.test_lines,
        test_modules: found.test_modules,
    })
}

/// Where a file's modules stand: `a/b.rs` has them in `a/b`, `a/lib.rs` in `a`.
fn module_folder(path: &str) -> String {
    let stem = path.trim_end_matches(".rs");
    let crowns = ["/lib", "/main"].iter().find_map(|c| stem.strip_suffix(c));
    crowns.unwrap_or(stem).to_owned()
}

fn is_test_path(path: &str) -> bool {
    let outside_rooms = !path.starts_with("crates/");
    outside_rooms
        || path.ends_with("/tests.rs")
        || path.contains("/tests/")
        || path.contains("/benches/")
}

fn flatten(tokens: TokenStream, words: &mut Vec<Word>) {
    let mut after_hash = false;
    for token in tokens {
        let sign = matches!(&token, TokenTree::Punct(p) if matches!(p.as_char(), '#' | '!'));
        match token {
            TokenTree::Group(group) => {
                if !(after_hash && is_documentation(&group)) {
                    flatten_group(&group, words);
                }
            }
            TokenTree::Literal(literal) => push(words, literal.to_string(), literal.span(), true),
            TokenTree::Ident(ident) => push(words, ident.to_string(), ident.span(), false),
            TokenTree::Punct(punct) => push(words, punct.to_string(), punct.span(), false),
        }
        after_hash = sign;
    }
}

fn flatten_group(group: &Group, words: &mut Vec<Word>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    };
    push(words, open.to_owned(), group.span_open(), false);
    flatten(group.stream(), words);
    push(words, close.to_owned(), group.span_close(), false);
}

fn push(words: &mut Vec<Word>, text: String, span: Span, is_literal: bool) {
    let line = span.start().line;
    words.push(Word {
        text,
        line,
        is_literal,
    });
}

/// `[doc = "…"]`, which is what `///` becomes.
fn is_documentation(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(i)) if i == "doc")
}

#[derive(Default)]
struct Found {
    folder: String,
    functions: Vec<Function>,
    named_types: Vec<NamedType>,
    test_lines: Vec<RangeInclusive<usize>>,
    test_modules: Vec<String>,
}

impl Found {
    fn note_test(&mut self, attributes: &[syn::Attribute], item: Span) {
        if attributes.iter().any(is_test_attribute) {
            let first = attributes.iter().map(|a| a.span().start().line).min();
            let start = first.unwrap_or(item.start().line);
            self.test_lines.push(start..=item.end().line);
        }
    }

    fn note_function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let (first, last) = (signature.span().start().line, body.span().end().line);
        self.functions.push(Function {
            name: signature.ident.to_string(),
            line: first,
            lines: last + 1 - first,
        });
    }

    fn note_type(&mut self, public: &syn::Visibility, attrs: &[syn::Attribute], name: &syn::Ident) {
        let japanese = attrs
            .iter()
            .find_map(documentation)
            .as_deref()
            .and_then(bracketed);
        if let (syn::Visibility::Public(_), Some(japanese)) = (public, japanese) {
            let code = name.to_string();
            self.named_types.push(NamedType { code, japanese });
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.note_test(&item.attrs, item.span());
        if item.content.is_none() && item.attrs.iter().any(is_test_attribute) {
            let module = format!("{}/{}", self.folder, item.ident);
            self.test_modules.push(module);
        }
        visit::visit_item_mod(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.note_test(&item.attrs, item.span());
        self.note_function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.note_test(&item.attrs, item.span());
        self.note_function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.note_function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.note_test(&item.attrs, item.span());
        visit::visit_item_impl(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.note_type(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.note_type(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.note_type(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.note_type(&item.vis, &item.attrs, &item.ident);
        visit::visit_item_trait(self, item);
    }
}

/// `#[test]`, or a `#[cfg(…)]` that asks for tests.
fn is_test_attribute(attribute: &syn::Attribute) -> bool {
    if attribute.path().is_ident("test") {
        return true;
    }
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut words = Vec::new();
    flatten(list.tokens.clone(), &mut words);
    let asks = |name: &str| words.iter().any(|word| word.text == name);
    list.path.is_ident("cfg") && asks("test") && !asks("not")
}

fn documentation(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return None;
    };
    pair.path.is_ident("doc").then(|| text.value())
}

fn bracketed(documentation: &str) -> Option<String> {
    let (word, _) = documentation.trim().strip_prefix('「')?.split_once('」')?;
    Some(word.to_owned())
}

#[cfg(test)]
mod tests;
