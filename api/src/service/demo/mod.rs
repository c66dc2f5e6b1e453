//! The demonstration: a population of fixed seed, wholly made up, with the projects that need it.

mod career;
mod chance;
mod demand;
mod domain;
mod languages;
mod people;
mod personas;
mod rows;
mod vocabulary;

use chrono::{Datelike, NaiveDate, TimeDelta};
use entity::role_grant::RoleName;
use entity::{account, member};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use self::chance::Chance;
use self::people::Population;
use self::rows::Rows;
use self::vocabulary::Vocabulary;
use crate::app::App;
use crate::auth::password;
use crate::error::{Error, Result};

/// Members of the demonstration, those who can sign in included.
pub const MEMBERS: usize = 2_000;
/// The one password of the demonstration's accounts. It protects nothing: nobody there is real.
pub const PASSWORD: &str = "seko-demo-2026";

/// The administrator's address.
const ADMIN: &str = "admin@example.org";
/// The address of the ministry's staff; where it is known, the demonstration is loaded.
const STAFF: &str = "staff@example.org";
/// Members stored at once.
const BATCH: usize = 250;

/// What was loaded: whom one can sign in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// The accounts, to be printed.
    pub accounts: Vec<DemoAccount>,
}

/// An account of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What it may act as.
    pub role: RoleName,
    /// Its address.
    pub email: &'static str,
    /// Its password.
    pub password: &'static str,
}

/// The day of loading, from which every date of the demonstration is counted.
#[derive(Clone, Copy, Debug)]
struct Day {
    now: DateTimeUtc,
}

impl Day {
    /// The year.
    fn year(self) -> i32 {
        self.now.year()
    }

    /// The date so many days later; earlier when negative.
    fn plus(self, days: i32) -> NaiveDate {
        self.now.date_naive() + TimeDelta::days(i64::from(days))
    }

    /// The moment so many days ago.
    fn ago(self, days: i32) -> DateTimeUtc {
        self.now - TimeDelta::days(i64::from(days))
    }
}

/// Fills a database that holds no members, all at once or not at all; `progress` hears how many of how many members
/// are stored. Needs the reference data, the starter taxonomy and the privacy notice. Where the demonstration is
/// loaded already nothing is done.
///
/// # Errors
/// INTERNAL_SERVER_ERROR, with a sentence for the operator, when the database holds other members or lacks what the
/// demonstration stands on.
pub async fn load(app: &App, progress: &dyn Fn(usize, usize)) -> Result<Demo> {
    let tx = app.begin().await?;
    if account::Entity::find_by_address(STAFF).one(&tx).await?.is_some() {
        tx.rollback().await?;
        return Ok(demo());
    }
    refuse_other_people(&tx).await?;
    let vocabulary = Vocabulary::read(&tx).await?;
    let password_hash = password::hash(&app.hashing, PASSWORD.to_owned()).await?;
    let day = Day { now: app.clock.now() };
    let mut chance = Chance::new();
    let mut rows = Rows::default();
    demand::add(&vocabulary, day, &mut chance, &mut rows)?;
    let population = Population::new(&vocabulary, day)?;
    personas::add(&population, &password_hash, &mut chance, &mut rows)?;
    for number in personas::PERSONAS.len() + 1..=MEMBERS {
        population.add(number, &mut chance, &mut rows);
        if number.is_multiple_of(BATCH) || number == MEMBERS {
            std::mem::take(&mut rows).store(&tx).await?;
            progress(number, MEMBERS);
        }
    }
    tx.commit().await?;
    Ok(demo())
}

/// The accounts, which never change.
fn demo() -> Demo {
    let ministry = [(RoleName::Admin, ADMIN), (RoleName::Staff, STAFF)];
    let members = personas::PERSONAS.iter().map(|persona| (RoleName::Member, persona.email));
    let accounts = ministry.into_iter().chain(members);
    Demo { accounts: accounts.map(|(role, email)| DemoAccount { role, email, password: PASSWORD }).collect() }
}

/// Made-up people never stand among real ones.
async fn refuse_other_people(tx: &impl ConnectionTrait) -> Result<()> {
    let members = member::Entity::find().count(tx).await?;
    if members > 0 {
        let fault = format!("the demonstration fills an empty database only, and this one holds {members} member(s)");
        return Err(Error::Internal(fault));
    }
    let addresses = demo().accounts.into_iter().map(|account| account.email);
    if let Some(taken) = account::Entity::find().filter(account::Column::Email.is_in(addresses)).one(tx).await? {
        let fault = format!("the demonstration needs the address {}, and an account has it already", taken.address());
        return Err(Error::Internal(fault));
    }
    Ok(())
}
