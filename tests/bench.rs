//! The bench: the ranking that it compares the index with is the same ranking.

use seko::service::bench::{Rival, Scale, compare};

use crate::support::Database;

#[tokio::test]
async fn one_statement_on_a_database_ranks_as_the_index_does() {
    let Some(database) = Database::postgres().await else {
        println!("SEKO_TEST_POSTGRES is not set: the index was not compared with a statement");
        return;
    };
    let rival = Rival::open(&database.url).await.expect("the database opens");
    let scale = Scale { members: 3_000, positions: 200 };
    let comparison = compare(scale, &rival).await.expect("both rank");
    drop(rival);
    database.drop().await;
    assert_eq!((comparison.questions, comparison.equal), (20, 20));
}
