//! What a file is, by its content: what was said about it counts for nothing.

/// Types of files that members may keep here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// A PDF.
    Pdf,
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A Word document without macros.
    Docx,
}

/// Type, name in HTTP, ending of file names.
const NAMES: [(MediaType, &str, &str); 4] = [
    (MediaType::Pdf, "application/pdf", "pdf"),
    (MediaType::Jpeg, "image/jpeg", "jpg"),
    (MediaType::Png, "image/png", "png"),
    (MediaType::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
];

impl MediaType {
    /// The type that a name such as `application/pdf` stands for.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(name)).map(|(kind, ..)| *kind)
    }

    /// Its name in HTTP.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// What names of such files end with, after the dot.
    pub fn ending(self) -> &'static str {
        NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., ending)| ending)
    }

    fn fits(self, bytes: &[u8]) -> bool {
        match self {
            Self::Pdf => is_pdf(bytes),
            Self::Jpeg => is_jpeg(bytes),
            Self::Png => is_png(bytes),
            Self::Docx => is_docx(bytes),
        }
    }
}

/// The content of a file, known to be of its type. There is no other way to make one than to look.
#[derive(Clone, Debug)]
pub struct Content {
    media_type: MediaType,
    bytes: Vec<u8>,
}

impl Content {
    /// The content, if it is what it was said to be.
    pub fn of(media_type: MediaType, bytes: Vec<u8>) -> Option<Self> {
        media_type.fits(&bytes).then_some(Self { media_type, bytes })
    }

    /// The content, of the type that it shows itself to be.
    pub fn recognised(bytes: Vec<u8>) -> Option<Self> {
        let media_type = NAMES.into_iter().map(|(kind, ..)| kind).find(|kind| kind.fits(&bytes))?;
        Some(Self { media_type, bytes })
    }

    /// Its type.
    pub const fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Readers of PDF look for the end mark in the last kibibyte; what carries more behind it is something else as well.
const PDF_TAIL: usize = 1024;
/// Signature, then the chunk that every PNG begins with.
const PNG_HEAD: [u8; 16] = *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
/// The empty chunk that every PNG ends with, and its sum.
const PNG_TAIL: [u8; 12] = *b"\0\0\0\0IEND\xae\x42\x60\x82";

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && holds(&bytes[bytes.len().saturating_sub(PDF_TAIL)..], b"%%EOF")
}

fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff]) && holds(bytes, &[0xff, 0xd9])
}

fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(&PNG_HEAD) && bytes.ends_with(&PNG_TAIL)
}

/// A ZIP archive whose directory names the parts of a Word document, and no macros.
fn is_docx(bytes: &[u8]) -> bool {
    let Some(names) = bytes.starts_with(b"PK\x03\x04").then(|| zip_names(bytes)).flatten() else { return false };
    let has = |part: &str| names.iter().any(|name| name.eq_ignore_ascii_case(part.as_bytes()));
    has("[Content_Types].xml") && has("word/document.xml") && !has("word/vbaProject.bin")
}

const END_LENGTH: usize = 22;
const ENTRY_LENGTH: usize = 46;

/// Names in the central directory of a ZIP archive that ends where its file ends. Nothing is unpacked.
fn zip_names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let end = end_of_directory(bytes)?;
    let count = number(bytes, end + 10, 2)?;
    let length = number(bytes, end + 12, 4)?;
    let start = number(bytes, end + 16, 4)?;
    let mut rest = bytes.get(start..start.checked_add(length)?).filter(|_| start + length <= end)?;
    let mut names = Vec::new();
    for _ in 0..count {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let (name, extra, comment) = (number(rest, 28, 2)?, number(rest, 30, 2)?, number(rest, 32, 2)?);
        names.push(rest.get(ENTRY_LENGTH..ENTRY_LENGTH + name)?);
        rest = rest.get(ENTRY_LENGTH + name + extra + comment..)?;
    }
    Some(names)
}

/// Where the last record begins: it is followed by a comment of the length it states, and then by nothing.
fn end_of_directory(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let is_end = |place: &usize| {
        bytes[*place..].starts_with(b"PK\x05\x06")
            && number(bytes, place + 20, 2).is_some_and(|comment| place + END_LENGTH + comment == bytes.len())
    };
    (first..=last).rev().find(is_end)
}

/// A number of so many bytes, the least first.
fn number(bytes: &[u8], place: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(place..place.checked_add(length)?)?;
    Some(digits.iter().rev().fold(0, |number, digit| number << 8 | usize::from(*digit)))
}
