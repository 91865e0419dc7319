//! Links between parties, and under which number each party is counted from when to when. The
//! latter is derived, so that a count need not walk the links.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::Position;
use enishi_domain::identity::{Link, LinkVerdict};
use enishi_domain::party::PartyId;
use enishi_domain::words::ClosedSet as _;
use sqlx::{AssertSqlSafe, Row as _};

use crate::columns::{self, checked};
use crate::error::StoreError;
use crate::posting::Posting;
use crate::rows::{self, Field, LIST};

/// A decision on who is who.
#[derive(Clone, Copy, Debug)]
pub struct LinkDecision<'a> {
    /// One of the two.
    pub a: PartyId,
    /// The other.
    pub b: PartyId,
    /// What was decided.
    pub verdict: LinkVerdict,
    /// What spoke for it, in codes; no personal data.
    pub reasons: Option<&'a str>,
    /// The basis on which parties of different purposes may be linked.
    pub basis: Option<&'a str>,
}

impl Posting {
    /// Records a decision.
    ///
    /// # Errors
    /// As [`Posting::link_all`].
    pub async fn link(&mut self, decision: LinkDecision<'_>) -> Result<Position, StoreError> {
        let positions = self.link_all(&[decision]).await?;
        Ok(positions[0])
    }

    /// Records decisions in their order and gives their positions.
    ///
    /// # Errors
    /// [`StoreError::LinkToItself`], [`StoreError::Database`] where a party is not there.
    pub async fn link_all(
        &mut self,
        decisions: &[LinkDecision<'_>],
    ) -> Result<Vec<Position>, StoreError> {
        let named = decisions.iter().flat_map(|one| [one.a.0, one.b.0]);
        let mut groups = self.groups_of(named.collect()).await?;
        let mut fields = Vec::with_capacity(decisions.len());
        let mut positions = Vec::with_capacity(decisions.len());
        for one in decisions {
            if one.a == one.b {
                return Err(StoreError::LinkToItself(one.a));
            }
            let position = self.next_position();
            positions.push(position);
            let reasons = one.reasons.map(|text| checked("the reasons", text));
            let basis = one.basis.map(|text| checked("the basis", text));
            fields.push(vec![
                Field::number(position.0),
                Field::number(one.a.0),
                Field::number(one.b.0),
                Field::text(one.verdict.code()),
                Field::optional(reasons.transpose()?),
                Field::optional(basis.transpose()?),
            ]);
            groups.decide(one.a, one.b, one.verdict, position);
        }
        let statement = include_str!("../sql/insert_link.sql");
        self.add(statement, fields).await?;
        self.write_canon(groups).await.map(|()| positions)
    }

    pub(crate) async fn write_canon(&mut self, groups: Groups) -> Result<(), StoreError> {
        for (party, at) in groups.ended {
            sqlx::query(include_str!("../sql/end_canon.sql"))
                .bind(at.0)
                .bind(party.0)
                .execute(self.database().await?)
                .await?;
        }
        let fields = groups.begun.into_iter().map(|begun| {
            vec![
                Field::number(begun.party.0),
                Field::number(begun.from.0),
                Field::Number(begun.to.map(|to| to.0)),
                Field::number(begun.canon.0),
            ]
        });
        let fields: Vec<_> = fields.collect();
        let statement = include_str!("../sql/insert_canon.sql");
        self.add(statement, fields).await
    }

    /// The groups in which the parties stand, with the links that make them.
    async fn groups_of(&mut self, parties: BTreeSet<i64>) -> Result<Groups, StoreError> {
        let mut groups = Groups::default();
        let mut members = parties.clone();
        let statement = include_str!("../sql/read_canon.sql");
        for (_, canon) in self.read_pairs(statement, &parties).await? {
            members.insert(canon);
        }
        let statement = include_str!("../sql/read_joined.sql");
        for (party, canon) in self.read_pairs(statement, &members).await? {
            groups.canon.insert(PartyId(party), PartyId(canon));
        }
        members.extend(groups.canon.keys().map(|party| party.0));
        let mut links: BTreeMap<Position, Link> = BTreeMap::new();
        let members: Vec<i64> = members.into_iter().collect();
        for piece in members.chunks(LIST) {
            let statement = include_str!("../sql/read_links_of.sql");
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let found = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(self.database().await?)
                .await?;
            for row in &found {
                let link = columns::link(row)?;
                links.insert(link.position, link);
            }
        }
        for link in links.into_values() {
            groups.tie(link.a, link.b, link.verdict);
        }
        groups.in_database = groups.canon.keys().copied().collect();
        Ok(groups)
    }

    async fn read_pairs(
        &mut self,
        statement: &'static str,
        list: &BTreeSet<i64>,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let list: Vec<i64> = list.iter().copied().collect();
        let mut pairs = Vec::new();
        for piece in list.chunks(LIST) {
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let found = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(self.database().await?)
                .await?;
            for row in found {
                pairs.push((row.try_get(0)?, row.try_get(1)?));
            }
        }
        Ok(pairs)
    }
}

/// The groups of joined parties that a set of decisions touches, and what the decisions change.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    /// Who is tied to whom by a verdict of sameness that is in force.
    ties: BTreeMap<PartyId, BTreeSet<PartyId>>,
    /// Under which number a party is counted, where that is not its own.
    canon: BTreeMap<PartyId, PartyId>,
    /// Whose row in the database is still open.
    in_database: BTreeSet<PartyId>,
    ended: Vec<(PartyId, Position)>,
    begun: Vec<Begun>,
    /// Where in `begun` a party's open row stands.
    open: BTreeMap<PartyId, usize>,
}

#[derive(Debug)]
struct Begun {
    party: PartyId,
    canon: PartyId,
    from: Position,
    to: Option<Position>,
}

impl Groups {
    /// The last verdict on a pair holds, whatever was said before.
    fn tie(&mut self, a: PartyId, b: PartyId, verdict: LinkVerdict) {
        for (one, other) in [(a, b), (b, a)] {
            let tied = self.ties.entry(one).or_default();
            if verdict == LinkVerdict::Same {
                tied.insert(other);
            } else {
                tied.remove(&other);
            }
        }
    }

    pub(crate) fn decide(&mut self, a: PartyId, b: PartyId, verdict: LinkVerdict, at: Position) {
        self.tie(a, b, verdict);
        for start in [a, b] {
            let group = self.group(start);
            let canon = group.first().copied().unwrap_or(start);
            for party in group {
                self.count_under(party, canon, at);
            }
        }
    }

    /// What the decisions began: a party, from when to when, and the number that it is counted by.
    pub(crate) fn begun(
        &self,
    ) -> impl Iterator<Item = (PartyId, Position, Option<Position>, PartyId)> {
        let begun = self.begun.iter();
        begun.map(|begun| (begun.party, begun.from, begun.to, begun.canon))
    }

    /// All who are tied to a party, over others too, with itself.
    fn group(&self, start: PartyId) -> BTreeSet<PartyId> {
        let mut group = BTreeSet::from([start]);
        let mut ahead = vec![start];
        while let Some(party) = ahead.pop() {
            for other in self.ties.get(&party).into_iter().flatten() {
                if group.insert(*other) {
                    ahead.push(*other);
                }
            }
        }
        group
    }

    fn count_under(&mut self, party: PartyId, canon: PartyId, at: Position) {
        let before = self.canon.get(&party).copied().unwrap_or(party);
        if before == canon {
            return;
        }
        if let Some(open) = self.open.remove(&party) {
            self.begun[open].to = Some(at);
        } else if self.in_database.remove(&party) {
            self.ended.push((party, at));
        }
        if canon == party {
            self.canon.remove(&party);
        } else {
            self.canon.insert(party, canon);
            self.open.insert(party, self.begun.len());
            self.begun.push(Begun {
                party,
                canon,
                from: at,
                to: None,
            });
        }
    }
}
