//! How histories are drawn.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::service::{NameRule, Quirks, Run};
use super::event::{Beginning, Edit, Event, Fault, Hand, Refusal, Script, Whim};
use crate::api::{DesiredState, DriftPolicy, ReplacePolicy, TaskType};

pub(super) fn script(task_type: TaskType, length: usize) -> impl Strategy<Value = Script> {
    (quirks(), beginning(), vec(event(), 0..length)).prop_map(move |(mut quirks, beginning, events)| {
        // A service that allows two tasks of one name shows either when it is asked for the name.
        if !matches!(beginning, Beginning::Fresh) && quirks.names == NameRule::Never {
            quirks.names = NameRule::AtCreation;
        }
        // Where no list tells that a task was never deployed, one that is taken over passes for deployed.
        let undeployed = matches!(beginning, Beginning::Adopted { deployed: false, .. });
        quirks.commits |= undeployed;
        quirks.lists |= undeployed;
        // Of a solution that no list shows nobody can tell either.
        quirks.lists |= quirks.refuses_redeploy;
        Script {
            task_type,
            quirks,
            beginning,
            events,
        }
    })
}

fn quirks() -> impl Strategy<Value = Quirks> {
    let names = select(vec![
        NameRule::Never,
        NameRule::AtCreation,
        NameRule::AtGeneration,
    ]);
    let times = (
        0..9_i64,
        (-600..600_i64, select(vec![0_i64, 0, 20, 240])),
        select(vec![0_i64, 2, 40]),
        select(vec![0_i64, 3, 30, 400]),
    );
    let flags = proptest::array::uniform11(any::<bool>());
    (names, times, 0..4_u32, flags).prop_map(
        |(names, (lag, (offset, behind), generation, step), silent, flags)| {
            let [a, b, c, d, e, f, g, h, i, j, k] = flags;
            Quirks {
                tokens: a,
                names,
                lag,
                offset,
                behind,
                generation,
                step,
                silent: silent.min(2),
                refuses_idle: b,
                refuses_redeploy: c,
                keeps_deployed: d,
                pauses: e,
                instance: f,
                // Where nothing tells whether a deployment was made, a refused repeat of it proves nothing.
                commits: g || c,
                lists: h,
                readable: i,
                updates: j || silent > 0,
                direct: k,
                // Where it is not told, a submission has to be taken for one to the development environment.
                tells_environment: k || h,
            }
        },
    )
}

fn beginning() -> impl Strategy<Value = Beginning> {
    let adopted = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(by_name, differs, deployed, runs)| Beginning::Adopted {
            by_name,
            differs,
            deployed,
            runs: runs && deployed,
        },
    );
    prop_oneof![7 => Just(Beginning::Fresh), 1 => Just(Beginning::Foreign), 2 => adopted]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        30 => Just(Event::Pass),
        14 => fault().prop_map(Event::PassWith),
        12 => edit().prop_map(Event::Edit),
        5 => hand().prop_map(Event::Console),
        5 => whim().prop_map(Event::Service),
        4 => select(vec![1_i64, 11, 61, 301, 700, 4000]).prop_map(Event::Wait),
        2 => Just(Event::Restart),
        1 => Just(Event::Delete),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        1 => refusal().prop_map(Fault::LookFails),
        1 => Just(Fault::KilledBeforeWrite),
        1 => Just(Fault::KilledBeforeCall),
        1 => Just(Fault::KilledAfterCall),
        2 => refusal().prop_map(Fault::CallFails),
        1 => Just(Fault::NoAnswer),
        2 => Just(Fault::AnswerLost),
        1 => edit().prop_map(Fault::EditedMeanwhile),
    ]
}

fn refusal() -> impl Strategy<Value = Refusal> {
    select(vec![
        Refusal::Broken,
        Refusal::Throttled,
        Refusal::NotMade,
        Refusal::Denied,
        Refusal::Refused,
        Refusal::Forbidden,
        Refusal::KeyRefused,
    ])
}

fn edit() -> impl Strategy<Value = Edit> {
    let table = || select(vec!["orders", "items", "users"]);
    prop_oneof![
        3 => table().prop_map(Edit::AddTable),
        2 => table().prop_map(Edit::RemoveTable),
        2 => select(vec!["orders_db", "other_db"]).prop_map(Edit::Source),
        1 => select(vec!["a", "b"]).prop_map(Edit::Folder),
        2 => select(vec!["S_res_group_1_1", "S_res_group_1_2"]).prop_map(Edit::Group),
        1 => (1..4_u8).prop_map(Edit::Cu),
        5 => select(vec![DesiredState::Running, DesiredState::Stopped, DesiredState::Created]).prop_map(Edit::State),
        2 => (0..3_u32).prop_map(Edit::StartParam),
        2 => select(vec![None, Some("00 30 05 * * ?"), Some("00 00 06 * * ?")]).prop_map(Edit::Cron),
        3 => select(vec![DriftPolicy::Report, DriftPolicy::Correct, DriftPolicy::Ignore]).prop_map(Edit::Drift),
        3 => select(vec![ReplacePolicy::Never, ReplacePolicy::Recreate]).prop_map(Edit::Replace),
        1 => (0..3_u32).prop_map(Edit::RestartLimit),
        1 => Just(Edit::DeletePolicy),
        1 => Just(Edit::RetainPolicy),
        2 => (0..3_u8).prop_map(Edit::RestartAnnotation),
        2 => (0..3_u8).prop_map(Edit::ReconcileAnnotation),
        2 => any::<bool>().prop_map(Edit::Suspend),
        1 => Just(Edit::BreakScript),
        1 => Just(Edit::LoseTable),
        2 => Just(Edit::Mend),
    ]
}

fn hand() -> impl Strategy<Value = Hand> {
    select(vec![
        Hand::Stop,
        Hand::Start,
        Hand::Delete,
        Hand::EditTables,
        Hand::EditOther,
        Hand::Rename,
    ])
}

fn whim() -> impl Strategy<Value = Whim> {
    prop_oneof![
        select(vec![Run::Off("NORUN"), Run::Off("FAIL"), Run::Odd]).prop_map(Whim::Falls),
        Just(Whim::ForgetsProcesses),
        Just(Whim::FailsNextDeployment),
        Just(Whim::AsksForConfirmation),
    ]
}
