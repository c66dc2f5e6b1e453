//! One CSV file of a classification, read row by row with exact faults: file, line, column.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::{ErrorKind, StringRecord};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// Longest URI that is stored.
const LONGEST_URI: usize = 300;
/// Longest label that is stored; the longest of ESCO's has 219 characters.
const LONGEST_LABEL: usize = 500;

/// Why a classification could not be read or merged; the database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or the folder cannot be opened.
    #[error("{file} cannot be read ({fault}); check the path and its permissions")]
    Unreadable {
        /// The file or folder.
        file: String,
        /// What the system says.
        #[source]
        fault: io::Error,
    },
    /// The folder holds no concepts.
    #[error("{folder} has no ESCO files such as skills_en.csv or skills_en.csv.gz; unpack the CSV download there")]
    Empty {
        /// The folder.
        folder: String,
    },
    /// A file is named after no language.
    #[error("{file} is named after no language; its suffix must be of ISO 639-1, as in skills_fr.csv")]
    UnknownLanguage {
        /// The file.
        file: String,
    },
    /// A file breaks its format.
    #[error("{file}, line {line}, column {column}: {problem}")]
    Malformed {
        /// The file.
        file: String,
        /// Line on which the row begins.
        line: u64,
        /// Name of the column.
        column: String,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// The registry could not take it.
    #[error(transparent)]
    Registry(#[from] crate::error::Error),
}

/// A column of a table that was found in its header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column(usize);

/// A file that is being read.
pub(super) struct Table {
    file: String,
    reader: csv::Reader<Intake>,
    header: StringRecord,
    row: StringRecord,
    /// Line on which the row begins.
    line: u64,
}

impl Table {
    /// Opens a file, unpacking `.gz`, and reads its header.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let opened = File::open(path).map_err(|fault| ImportError::Unreadable { file: file.clone(), fault })?;
        if file.ends_with(".gz") {
            Self::read(file, Box::new(MultiGzDecoder::new(opened)))
        } else {
            Self::read(file, Box::new(opened))
        }
    }

    /// A table that comes with the program.
    pub(super) fn embedded(file: &str, content: &'static str) -> Result<Self, ImportError> {
        Self::read(file.to_owned(), Box::new(content.as_bytes()))
    }

    fn read(file: String, content: Box<dyn Read + Send>) -> Result<Self, ImportError> {
        let reader = csv::Reader::from_reader(Intake::new(content));
        let mut table = Self { file, reader, header: StringRecord::new(), row: StringRecord::new(), line: 1 };
        table.header = match table.reader.headers() {
            Ok(header) => header.iter().map(str::trim).collect(),
            Err(fault) => return Err(table.explain(&fault)),
        };
        if table.header.is_empty() {
            return Err(table.malformed("1", "the header row is missing; fetch the file again"));
        }
        let names: BTreeSet<&str> = table.header.iter().collect();
        if names.len() < table.header.len() {
            return Err(table.malformed("1", "the header names a column twice; remove one of them"));
        }
        Ok(table)
    }

    /// Name of the file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// A column that must be there.
    pub(super) fn column(&self, name: &str) -> Result<Column, ImportError> {
        self.optional_column(name)
            .ok_or_else(|| self.malformed(name, "the header lacks this column; fetch the file again"))
    }

    /// A column that may be missing.
    pub(super) fn optional_column(&self, name: &str) -> Option<Column> {
        self.header.iter().position(|column| column == name).map(Column)
    }

    /// Goes to the next row; false after the last one.
    pub(super) fn advance(&mut self) -> Result<bool, ImportError> {
        let found = self.reader.read_record(&mut self.row);
        if let (Ok(true), Some(position)) = (&found, self.row.position()) {
            self.line = position.line();
        }
        match found {
            Err(fault) => Err(self.explain(&fault)),
            Ok(true) => self.check_characters().map(|()| true),
            Ok(false) => self.check_end().map(|()| false),
        }
    }

    /// A file that was cut off must not pass for a shorter one: ESCO's end with a line break.
    fn check_end(&self) -> Result<(), ImportError> {
        let problem = match self.reader.get_ref() {
            intake if intake.has_open_quotation() => "a quotation mark is never closed; fetch the file again",
            intake if intake.last != Some(b'\n') => {
                "the file ends without a line break, so it may be cut off here; fetch it again, or end its last line"
            }
            _ => return Ok(()),
        };
        Err(self.fault(Column(self.header.len() - 1), problem))
    }

    fn check_characters(&self) -> Result<(), ImportError> {
        match self.row.iter().position(|cell| cell.contains('\0')) {
            Some(cell) => Err(self.fault(Column(cell), "it holds a null character; remove it")),
            None => Ok(()),
        }
    }

    /// The cell of a column, without the spaces around it.
    pub(super) fn text(&self, column: Column) -> &str {
        self.row.get(column.0).unwrap_or_default().trim()
    }

    /// The cell of a column that may be missing or empty.
    pub(super) fn optional_text(&self, column: Option<Column>) -> Option<&str> {
        column.map(|column| self.text(column)).filter(|text| !text.is_empty())
    }

    /// The lines of a cell that hold something.
    pub(super) fn lines(&self, column: Column) -> impl Iterator<Item = &str> {
        self.text(column).lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// A cell that must hold a URI.
    pub(super) fn uri(&self, column: Column) -> Result<&str, ImportError> {
        let uri = self.text(column);
        let is_uri = uri.starts_with("http://") || uri.starts_with("https://");
        if !is_uri || uri.contains(char::is_whitespace) || uri.len() > LONGEST_URI {
            let problem = format!("{uri:?} is not a URI of at most {LONGEST_URI} characters; correct it");
            return Err(self.fault(column, problem));
        }
        Ok(uri)
    }

    /// A label, unless it is too long to be one.
    pub(super) fn label<'a>(&self, column: Column, text: &'a str) -> Result<&'a str, ImportError> {
        if text.chars().count() > LONGEST_LABEL {
            let problem = format!("a label is longer than {LONGEST_LABEL} characters; shorten it");
            return Err(self.fault(column, problem));
        }
        Ok(text)
    }

    /// Something wrong with a cell of this row.
    pub(super) fn fault(&self, column: Column, problem: impl Into<String>) -> ImportError {
        let number = (column.0 + 1).to_string();
        self.malformed(self.header.get(column.0).unwrap_or(&number), problem)
    }

    /// SHA-256 over what was read so far.
    pub(super) fn digest(&self) -> Vec<u8> {
        self.reader.get_ref().hash.clone().finalize().to_vec()
    }

    fn malformed(&self, column: &str, problem: impl Into<String>) -> ImportError {
        let (file, column) = (self.file.clone(), column.to_owned());
        ImportError::Malformed { file, line: self.line, column, problem: problem.into() }
    }

    /// What the reader stumbled over.
    fn explain(&mut self, fault: &csv::Error) -> ImportError {
        self.line = fault.position().unwrap_or_else(|| self.reader.position()).line();
        match fault.kind() {
            ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let last = usize::try_from(*len).unwrap_or(usize::MAX).min(self.header.len() - 1);
                let mend = "look for a missing comma or quotation mark";
                self.fault(Column(last), format!("{len} fields where the header has {expected_len}; {mend}"))
            }
            ErrorKind::Utf8 { err, .. } => self.fault(Column(err.field()), "it is not UTF-8; save the file as UTF-8"),
            _ => self.fault(Column(0), format!("the file ends or breaks here ({fault}); fetch it again")),
        }
    }
}

/// What a file is read through: it drops carriage returns, so that both kinds of line ends are one, counts quotation
/// marks, keeps the last byte and sums up the content.
struct Intake {
    content: Box<dyn Read + Send>,
    hash: Sha256,
    quotations: usize,
    last: Option<u8>,
}

impl Intake {
    fn new(content: Box<dyn Read + Send>) -> Self {
        Self { content, hash: Sha256::new(), quotations: 0, last: None }
    }

    /// Every quoted cell has two marks, and a mark within one is doubled.
    fn has_open_quotation(&self) -> bool {
        self.quotations % 2 == 1
    }
}

impl Read for Intake {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.content.read(buffer)?;
            let kept = drop_carriage_returns(&mut buffer[..read]);
            if kept > 0 || read == 0 {
                self.hash.update(&buffer[..kept]);
                self.quotations += buffer[..kept].iter().filter(|byte| **byte == b'"').count();
                self.last = buffer[..kept].last().copied().or(self.last);
                return Ok(kept);
            }
        }
    }
}

fn drop_carriage_returns(bytes: &mut [u8]) -> usize {
    if !bytes.contains(&b'\r') {
        return bytes.len();
    }
    let kept: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
    bytes[..kept.len()].copy_from_slice(&kept);
    kept.len()
}
