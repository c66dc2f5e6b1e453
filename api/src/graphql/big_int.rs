//! Whole numbers beyond the 32 bits of Int.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A whole number of up to 53 bits, so that every client reads it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BigInt(pub i64);

/// Largest number that a double holds exactly with all its neighbours.
const MOST: i64 = (1 << 53) - 1;

/// A whole number of up to 53 bits, so that every client reads it exactly.
#[Scalar(specified_by_url = "https://datatracker.ietf.org/doc/html/rfc8259#section-6")]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::Number(number) = &value else { return Err(InputValueError::expected_type(value)) };
        let whole = number.as_i64().filter(|whole| (-MOST..=MOST).contains(whole));
        whole.map(Self).ok_or_else(|| InputValueError::custom("a whole number of up to 53 bits is wanted"))
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}
