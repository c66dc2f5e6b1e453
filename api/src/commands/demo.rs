//! `seko demo`: a synthetic registry to try everything with.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::{Outcome, prepared, sentence, serve};
use crate::config::Config;
use crate::service::demo;

/// Fills an empty database, prints the accounts, serves.
pub(super) async fn run(config: Config) -> Outcome {
    if !config.is_development() {
        return Err("the demonstration is for development: unset SEKO_ENVIRONMENT".to_owned());
    }
    let app = Arc::new(prepared(config).await?);
    let bar = ProgressBar::with_draw_target(Some(demo::MEMBERS as u64), ProgressDrawTarget::stderr());
    let loaded = demo::load(&app, &|done, _| bar.set_position(done as u64)).await.map_err(sentence)?;
    bar.finish_and_clear();
    let address = format!("http://{}", app.config.listen);
    println!("Web       {address}/");
    println!("GraphiQL  {address}/graphiql");
    println!("GraphQL   {address}/graphql");
    println!();
    for account in &loaded.accounts {
        println!("{:7}  {:36}  {}", format!("{:?}", account.role).to_uppercase(), account.email, account.password);
    }
    println!();
    serve::run_with(app).await
}
