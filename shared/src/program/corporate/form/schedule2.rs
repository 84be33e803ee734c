//! Schedule 2 (AT271): the part of the income that was earned in Alberta, by the method of the business.

use super::{Year, worked_out};
use crate::form::{Check, Line, Section, Unit};

const ASKED: &str = "[schedule-2] = 'yes'";

/// Something that is measured in Alberta and in all places.
struct Measure {
    id: &'static str,
    label: &'static str,
    unit: Unit,
}

const fn measure(id: &'static str, label: &'static str, unit: Unit) -> Measure {
    Measure { id, label, unit }
}

const MEASURES: [Measure; 10] = [
    measure("salaries", "Salaries and wages", Unit::WholeDollars),
    measure("revenue", "Gross revenue", Unit::WholeDollars),
    measure("driven", "Kilometres driven", Unit::Kilometres),
    measure("grain", "Bushels of grain received", Unit::Number),
    measure("pipeline", "Kilometres of pipeline", Unit::Kilometres),
    measure("track", "Equated track kilometres", Unit::Kilometres),
    measure("tonnage", "Gross ton kilometres", Unit::Number),
    measure("loans", "Loans and deposits", Unit::WholeDollars),
    measure(
        "assets",
        "Fixed assets, without aircraft",
        Unit::WholeDollars,
    ),
    measure("flown", "Revenue plane kilometres", Unit::Kilometres),
];

/// How a business is allocated: what is measured, and how much each counts.
struct Method {
    code: &'static str,
    label: &'static str,
    shares: &'static [(&'static str, u8)],
}

const GENERAL: &str = "general";

/// The variants are named in the specification; what each measures is general knowledge, unverified but for banks' and
/// airlines' weights. Insurers and trust companies count revenue only.
const METHODS: [Method; 10] = [
    Method {
        code: GENERAL,
        label: "General: salaries and revenue",
        shares: &[("salaries", 1), ("revenue", 1)],
    },
    Method {
        code: "transport",
        label: "Bus and truck operators",
        shares: &[("salaries", 1), ("driven", 1)],
    },
    Method {
        code: "grain",
        label: "Grain elevator operators",
        shares: &[("salaries", 1), ("grain", 1)],
    },
    Method {
        code: "pipeline",
        label: "Pipeline operators",
        shares: &[("salaries", 1), ("pipeline", 1)],
    },
    Method {
        code: "railway",
        label: "Railways",
        shares: &[("track", 1), ("tonnage", 1)],
    },
    Method {
        code: "bank",
        label: "Banks",
        shares: &[("salaries", 1), ("loans", 2)],
    },
    Method {
        code: "airline",
        label: "Airlines",
        shares: &[("assets", 1), ("flown", 3)],
    },
    Method {
        code: "insurer",
        label: "Insurers",
        shares: &[("revenue", 1)],
    },
    Method {
        code: "trust",
        label: "Trust and loan companies",
        shares: &[("revenue", 1)],
    },
    Method {
        code: "other",
        label: "Ship operators and divided businesses",
        shares: &[],
    },
];

pub(super) fn section() -> Section {
    let choices: Vec<(&str, &str)> = METHODS.iter().map(|way| (way.code, way.label)).collect();
    let hint = "Which rule the kind of business has.";
    let mut lines =
        vec![Line::choice("s2-method", "Method of allocation", hint, &choices).required()];
    for measure in &MEASURES {
        let when = used_by(measure.id);
        let entered = |id: String, label: String| {
            Line::entered(&id, &label, "In the tax year.", measure.unit).when(&when)
        };
        let place = format!("{} in Alberta", measure.label);
        lines.push(entered(format!("s2-{}-alberta", measure.id), place));
        lines.push(entered(
            format!("s2-{}", measure.id),
            format!("{}, all places", measure.label),
        ));
    }
    lines.push(
        Line::entered(
            "s2-other",
            "Allocation factor of the business",
            "Worked out on the printed schedule: from 0 to 1, six decimals.",
            Unit::Factor,
        )
        .when("[s2-method] = 'other'"),
    );
    lines.push(worked_out(
        "s2-factor",
        "Allocation factor",
        "The mean of Alberta's parts. If one of two totals is nil in the general method, the other counts alone.",
        Unit::Factor,
        &factor(),
    ));
    Section::new("Schedule 2: income allocation factor", lines).when(ASKED)
}

/// The methods that measure it: `[s2-method] = 'general' or …`.
fn used_by(id: &str) -> String {
    let uses = |way: &&Method| way.shares.iter().any(|(name, _weight)| *name == id);
    let methods = METHODS.iter().filter(uses);
    let methods = methods.map(|way| format!("[s2-method] = '{}'", way.code));
    methods.collect::<Vec<_>>().join(" or ")
}

fn share(id: &str) -> String {
    format!("[s2-{id}-alberta] / [s2-{id}]")
}

/// The factor of the method that was chosen.
fn factor() -> String {
    METHODS.iter().rfold("[s2-other]".to_owned(), |rest, way| {
        let own = match way.shares {
            [] => return rest,
            _ if way.code == GENERAL => general(),
            [(only, _weight)] => share(only),
            shares => weighed(shares),
        };
        format!("if([s2-method] = '{}', {own}, {rest})", way.code)
    })
}

/// Half of both parts together; one alone, unhalved, if the other has no total.
fn general() -> String {
    let (salaries, revenue) = (share("salaries"), share("revenue"));
    format!(
        "if([s2-salaries] = 0, {revenue}, if([s2-revenue] = 0, {salaries}, ({salaries} + {revenue}) / 2))"
    )
}

fn weighed(shares: &[(&str, u8)]) -> String {
    let parts = shares.iter().map(|(id, weight)| match weight {
        1 => share(id),
        _ => format!("{weight} * {}", share(id)),
    });
    let total = shares
        .iter()
        .fold(0_u8, |sum, (_id, weight)| sum.saturating_add(*weight));
    format!("({}) / {total}", parts.collect::<Vec<_>>().join(" + "))
}

pub(super) fn checks(_year: &Year<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for measure in &MEASURES {
        let (part, total) = (
            format!("s2-{}-alberta", measure.id),
            format!("s2-{}", measure.id),
        );
        checks.push(Check::error(
            "at1.schedule_2_part_exceeds_total",
            &format!("[{part}] > [{total}]"),
            &[&part],
            &format!(
                "{} in Alberta cannot be more than in all places",
                measure.label
            ),
        ));
    }
    for way in &METHODS {
        let nil: Vec<String> = way
            .shares
            .iter()
            .map(|(id, _weight)| format!("[s2-{id}] = 0"))
            .collect();
        let Some((first, _weight)) = way.shares.first() else {
            continue;
        };
        let joint = if way.code == GENERAL { " and " } else { " or " };
        checks.push(Check::error(
            "at1.schedule_2_total_missing",
            &format!("[s2-method] = '{}' and ({})", way.code, nil.join(joint)),
            &[&format!("s2-{first}")],
            "Enter the totals for all places: the factor cannot be worked out without them",
        ));
    }
    checks.push(Check::error(
        "at1.schedule_2_factor_missing",
        "[s2-method] = 'other' and not(has([s2-other]))",
        &["s2-other"],
        "Enter the allocation factor of the business",
    ));
    checks
}
