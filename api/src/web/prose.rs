//! Prose: the titles, paragraphs and lists of a text as people write them, with `#`, `##` and `-`.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// What the whole is called.
    Title(String),
    /// What a part is called.
    Heading(String),
    /// A paragraph, its lines joined.
    Paragraph(String),
    /// The items of a list, the lines of each joined.
    List(Vec<String>),
}

/// The pieces of a text. An empty line ends a piece; a list goes on as long as items follow.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut is_open = false;
    let text = unbroken(text);
    for line in text.lines().map(str::trim) {
        is_open = if line.is_empty() {
            false
        } else if let Some(title) = line.strip_prefix("# ") {
            blocks.push(Block::Title(title.to_owned()));
            false
        } else if line.starts_with("##") {
            blocks.push(Block::Heading(line.trim_start_matches('#').trim_start().to_owned()));
            false
        } else if let Some(item) = line.strip_prefix("- ") {
            append_item(&mut blocks, item);
            true
        } else {
            append_line(&mut blocks, line, is_open);
            true
        };
    }
    blocks
}

/// French sets a space before these marks, at which no line may break.
fn unbroken(text: &str) -> String {
    [':', ';', '?', '!', '»']
        .iter()
        .fold(text.replace("« ", "«\u{a0}"), |text, mark| text.replace(&format!(" {mark}"), &format!("\u{a0}{mark}")))
}

fn append_item(blocks: &mut Vec<Block>, item: &str) {
    match blocks.last_mut() {
        Some(Block::List(items)) => items.push(item.to_owned()),
        _ => blocks.push(Block::List(vec![item.to_owned()])),
    }
}

/// A line goes on with the piece that is open, or begins a paragraph.
fn append_line(blocks: &mut Vec<Block>, line: &str, is_open: bool) {
    let open = match blocks.last_mut().filter(|_| is_open) {
        Some(Block::Paragraph(text)) => Some(text),
        Some(Block::List(items)) => items.last_mut(),
        _ => None,
    };
    match open {
        Some(text) => {
            text.push(' ');
            text.push_str(line);
        }
        None => blocks.push(Block::Paragraph(line.to_owned())),
    }
}
