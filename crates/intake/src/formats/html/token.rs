//! A page as a row of tags and texts. Of a tag's attributes only those are kept that a table's
//! reading needs, so that a tag with a million of them costs nothing.

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// One step through a page.
#[derive(Debug)]
pub enum Token {
    /// `<td colspan=2>`
    Start(Tag),
    /// `</td>`
    End(String),
    /// Text with its character references resolved.
    Text(String),
}

/// A start tag.
#[derive(Debug, Default)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// Whether it ends with `/>`.
    pub is_self_closing: bool,
    /// The attributes that matter here, as they stand; the first of a name counts.
    attributes: Vec<(&'static str, String)>,
}

const KEPT: [&str; 6] = ["alt", "colspan", "hidden", "rowspan", "span", "style"];

impl Tag {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(kept, _)| *kept == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// All tokens of a page; comments and the like are passed over.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut emitter = CallbackEmitter::new(Collector::default());
    // What stands in a script, style or title is text, whatever it looks like.
    emitter.naively_switch_states(true);
    // Reading from memory cannot fail.
    Tokenizer::new_with_emitter(text, emitter).filter_map(Result::ok)
}

/// Puts the parts of a tag together.
#[derive(Default)]
struct Collector {
    tag: Tag,
    /// Whether the attribute that is being read is kept.
    is_open: bool,
}

impl Callback<Token, ()> for Collector {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _span: Span<()>) -> Option<Token> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag {
                    name: text(name),
                    ..Tag::default()
                };
                self.is_open = false;
                None
            }
            CallbackEvent::AttributeName { name } => {
                let kept = KEPT.into_iter().find(|kept| kept.as_bytes() == name);
                let fresh = kept.filter(|kept| self.tag.attribute(kept).is_none());
                self.is_open = fresh.is_some();
                self.tag
                    .attributes
                    .extend(fresh.map(|name| (name, String::new())));
                None
            }
            CallbackEvent::AttributeValue { value } => {
                if let (true, Some(last)) = (self.is_open, self.tag.attributes.last_mut()) {
                    last.1 = text(value);
                }
                None
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                Some(Token::Start(Tag {
                    is_self_closing: self_closing,
                    ..tag
                }))
            }
            CallbackEvent::EndTag { name } => Some(Token::End(text(name))),
            CallbackEvent::String { value } => Some(Token::Text(text(value))),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => None,
        }
    }
}
