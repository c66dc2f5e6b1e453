//! Erasure notices: partners read which of the candidates they knew are erased.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::erasure_notice;

use super::connection::{Listed, connection, request, wants_total};
use super::date_range::Date;
use super::id::Kind;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;

/// Somebody who is erased, as the organisation knew them: what it keeps about this candidate is to be deleted.
pub struct ErasedCandidate(erasure_notice::Model);

/// Somebody who is erased, as the organisation knew them: what it keeps about this candidate is to be deleted.
#[Object]
impl ErasedCandidate {
    /// Id under which the organisation knew the candidate.
    async fn candidate_id(&self) -> ID {
        ID(format!("{}_{}", Kind::Candidate.word(), self.0.candidate))
    }

    /// Short name under which the organisation knew the candidate.
    async fn pseudonym(&self) -> &str {
        &self.0.pseudonym
    }

    /// Day on which the organisation is told, up to two weeks after the erasure and another one for each organisation: two
    /// of them could recognise somebody by the day itself.
    async fn erased_on(&self) -> Date {
        Date(self.0.erased_on)
    }
}

/// Queries about erasure notices.
#[derive(Default)]
pub struct ErasureNoticeQueries;

#[Object]
impl ErasureNoticeQueries {
    /// Candidates that the organisation could see and who are erased since, the earliest day first and in no telling order
    /// within a day: whoever keeps up asks again from the last day seen. What is kept about them is to be deleted.
    #[graphql(directive = requires::apply(vec![Role::PartnerUser, Role::Client]))]
    async fn erased_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day of interest; every notice still kept when absent.")] since: Option<Date>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<ErasedCandidate>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let since = since.map(Into::into);
        let page = service::erasure_notice::list(app, viewer, since, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::erasure_notice::count(app, viewer, since).await?),
            false => None,
        };
        Ok(connection(page, total, ErasedCandidate))
    }
}
