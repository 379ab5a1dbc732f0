//! One date without a case: what `caseboard deadline` asks, from what was typed to the answer from
//! which its JSON follows field by field. Must not know: the command line, words for people.

use chrono::NaiveDate;
use serde::Serialize;

use super::clock::{CAUTION, compute, variants};
use super::period::{Alternative, Due, Excluded, Moment, Options, Period, Step};
use crate::catalog::rule::{Code, Excludes, Length, Rule, Rules, Unit};
use crate::model::problem::Problem;

/// One date without a case: what `caseboard deadline` asks.
#[derive(Clone, Debug, Default)]
pub struct DeadlineRequest {
    /// `M55` or `M52:defence`; empty = by code and length.
    pub rule: String,
    pub code: String,
    /// Replaces the rule's own length when both are given.
    pub length: String,
    pub from: String,
    /// Empty = the rule's, or the code's own.
    pub jurisdiction: String,
    /// `A/B` or `KIND:A/B`.
    pub exclude: Vec<String>,
    pub options: Options,
}

/// The answer, from which the command's JSON follows field by field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Deadline {
    pub due: Moment,
    pub until_midnight: bool,
    pub warn_on: NaiveDate,
    /// Rule id with its variant, or the code.
    pub rule: String,
    /// Text key of the rule's title; empty by code.
    pub title: String,
    pub authority: String,
    pub unconfirmed: String,
    pub code: &'static str,
    pub length: String,
    pub from: Moment,
    pub jurisdiction: String,
    pub steps: Vec<Step>,
    pub alternatives: Vec<Alternative>,
    pub rule_set: String,
    pub caution: &'static str,
}

/// Computes one date from what was typed.
///
/// # Errors
/// Each wrong or missing argument, with what to write.
pub fn deadline(rules: &Rules, request: &DeadlineRequest) -> Result<Deadline, Problem> {
    let from = Moment::parse(&request.from)?;
    let excluded = request
        .exclude
        .iter()
        .map(|x| Excluded::parse(x))
        .collect::<Result<Vec<_>, _>>()?;
    let typed_length = if request.length.is_empty() {
        None
    } else {
        Some(Length::parse(&request.length)?)
    };
    let typed_code = if request.code.is_empty() {
        None
    } else {
        Some(Code::parse(&request.code)?)
    };
    if request.rule.is_empty() {
        let code = typed_code.ok_or_else(|| {
            Problem::new(
                "deadline",
                "a rule or a code",
                "neither",
                "give --rule M55, or --code R45D --length 30d",
            )
        })?;
        let length = match typed_length {
            Some(length) => length,
            None if code == Code::Fixed => Length {
                amount: 0,
                unit: Unit::Days,
            },
            None => {
                return Err(Problem::new(
                    "deadline",
                    "a length",
                    "none",
                    "give --length, such as 30d",
                ));
            }
        };
        let jurisdiction = if request.jurisdiction.is_empty() {
            code.jurisdiction()
        } else {
            &request.jurisdiction
        };
        let period = Period {
            code,
            length,
            from,
            jurisdiction,
            excluded: &excluded,
            options: &request.options,
            warn: None,
        };
        let due = compute(rules, &period)?;
        return Ok(answer(rules, due, &period, code.as_str().to_owned(), None));
    }
    let (rule, variant) = rules.find(&request.rule)?;
    let code = typed_code.or(variant.and_then(|v| v.code)).or(rule.code);
    let length = typed_length.or(variant.map(|v| v.length)).or(rule.length);
    let (code, length) = match (code, length) {
        (Some(code), Some(length)) => (code, length),
        (Some(Code::Fixed), None) => (
            Code::Fixed,
            Length {
                amount: 0,
                unit: Unit::Days,
            },
        ),
        _ => {
            return Err(Problem::new(
                "deadline-undated",
                "a rule with a length in days, months or years",
                format!("{} has none in the law", rule.id),
                "give --length and --code for the office's own period",
            ));
        }
    };
    if !excluded.is_empty() && rule.excludes == Excludes::None {
        return Err(Problem::new(
            "exclude",
            "a rule that time can be excluded from",
            rule.id.clone(),
            "leave --exclude out, or use --code and --length",
        ));
    }
    let jurisdiction = if request.jurisdiction.is_empty() {
        &rule.jurisdiction
    } else {
        &request.jurisdiction
    };
    let period = Period {
        code,
        length,
        from,
        jurisdiction,
        excluded: &excluded,
        options: &request.options,
        warn: rule.warn,
    };
    let mut due = compute(rules, &period)?;
    if variant.is_none() && typed_length.is_none() {
        due.alternatives.extend(variants(rules, rule, &period)?);
    }
    let id = variant.map_or_else(|| rule.id.clone(), |v| format!("{}:{}", rule.id, v.key));
    Ok(answer(rules, due, &period, id, Some(rule)))
}

fn answer(rules: &Rules, due: Due, period: &Period<'_>, id: String, rule: Option<&Rule>) -> Deadline {
    Deadline {
        due: due.due,
        until_midnight: due.until_midnight,
        warn_on: due.warn_on,
        rule: id,
        title: rule.map(|r| r.title.clone()).unwrap_or_default(),
        authority: rule.map_or_else(|| period.code.authority().to_owned(), |r| r.authority.clone()),
        unconfirmed: rule.map(|r| r.unconfirmed.clone()).unwrap_or_default(),
        code: period.code.as_str(),
        length: period.length.to_string(),
        from: period.from,
        jurisdiction: period.jurisdiction.to_owned(),
        steps: due.steps,
        alternatives: due.alternatives,
        rule_set: rules.set.clone(),
        caution: CAUTION,
    }
}
