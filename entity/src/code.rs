//! Codes: what the database, the API and forms call the values of a vocabulary.

use sea_orm::ActiveEnum;

/// The code of a value, such as `UNKNOWN`.
pub fn code_of<E: ActiveEnum<Value = String>>(value: &E) -> String {
    value.to_value()
}

/// The value of a code; none for what is no code of this vocabulary.
pub fn value_of<E: ActiveEnum<Value = String>>(code: &str) -> Option<E> {
    E::try_from_value(&code.to_owned()).ok()
}
