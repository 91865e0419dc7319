//! What is asked of every address, and what of the policy it asks for. Whoever may do it changes
//! nothing by it, so that each is asked the same.

use enishi_desk::policy::Action;
use enishi_domain::engagement::Kind;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Step;

use super::{Asked, Of, Scene};

impl Scene {
    /// What does not depend on how far a sheet is.
    pub fn always(&self) -> Vec<Asked> {
        let mut all = Self::screens();
        all.extend(Self::orders());
        all.extend(self.of_kpis());
        all.extend(self.of_records());
        all.extend(self.of_lists());
        all.extend(self.of_deposits());
        all.extend(Self::of_pairs());
        all.extend(Self::of_people());
        all
    }

    fn screens() -> Vec<Asked> {
        let see = Action::SeeYear;
        vec![
            get("/imports", "/imports", Action::Import, Of::Somewhere),
            get(
                "/inquiries",
                "/inquiries",
                Action::SeeSubmissions,
                Of::Office,
            ),
            get(
                "/publication",
                "/publication",
                Action::SeePublication,
                Of::Office,
            ),
            get(
                "/publication/preview/{year}/{*path}",
                "/publication/preview/R6/index.html",
                Action::SeePublication,
                Of::Office,
            ),
            get(
                "/publication/site.zip",
                "/publication/site.zip",
                Action::SeePublication,
                Of::Office,
            ),
            get("/checks", "/checks", Action::CheckSheet, Of::Somewhere),
            get(
                "/submissions",
                "/submissions",
                Action::SeeSubmissions,
                Of::Office,
            ),
            get("/sheet", "/sheet?year=R6", see, Of::Office),
            get("/meeting", "/meeting?year=R6", see, Of::Office),
            get("/years", "/years", see, Of::Office),
            get(
                "/years/comparison",
                "/years/comparison?year=R6",
                see,
                Of::Office,
            ),
            get("/definitions", "/definitions", Action::Define, Of::Office),
            get(
                "/closings/figures",
                "/closings/figures",
                Action::Freeze,
                Of::Office,
            ),
            // Of a year that is not over, so that whoever may freezes nothing.
            post(
                "/closings/figures",
                "/closings/figures",
                &[("year", "R20"), ("seen", "")],
                (Action::Freeze, Of::Office),
            ),
            get("/series", "/series", see, Of::Office),
            get("/entry", "/entry", Action::Record, Of::Somewhere),
            get("/audit", "/audit", Action::SeeAudit, Of::Office),
            get("/staff", "/staff", Action::ManageStaff, Of::Office),
            get("/identity", "/identity", Action::SeePersonal, Of::Somewhere),
            get("/parties", "/parties", Action::SeePersonal, Of::Somewhere),
        ]
    }

    /// What is sent from these screens.
    fn orders() -> Vec<Asked> {
        let (year, define) = (("year", "R6"), (Action::Define, Of::Office));
        vec![
            post(
                "/identity/names",
                "/identity/names",
                &[],
                (Action::SeePersonal, Of::Somewhere),
            ),
            post(
                "/parties",
                "/parties",
                &[("wanted", "甲野 0子")],
                (Action::SeePersonal, Of::Somewhere),
            ),
            post("/years", "/years", &[("year", "R20")], define),
            post(
                "/series",
                "/series",
                &[("text", ""), ("seen", "0")],
                observe(),
            ),
            post(
                "/series/preview",
                "/series/preview",
                &[("text", "")],
                observe(),
            ),
            post(
                "/audit/verify",
                "/audit/verify",
                &[],
                (Action::SeeAudit, Of::Office),
            ),
            post(
                "/meeting",
                "/meeting",
                &[year, ("held_on", "R7.4.10"), ("title", ""), ("minutes", "")],
                (Action::HoldMeeting, Of::Office),
            ),
            post(
                "/staff",
                "/staff",
                &[("wanted", "reset"), ("login", "nobody")],
                (Action::ManageStaff, Of::Office),
            ),
        ]
    }

    fn of_kpis(&self) -> Vec<Asked> {
        let year = ("year", "R6");
        let (see, define) = (Action::SeeYear, (Action::Define, Of::Office));
        let mut all = Vec::new();
        for series in &self.town.office.region().series {
            let path = format!("/series/{}/{}", series.id, series.definition);
            all.push(get("/series/{id}/{definition}", path, see, Of::Office));
        }
        for (no, kpi) in &self.kpis {
            let path = format!("/programmes/{no}/kpis/{kpi}?year=R6");
            all.push(get("/programmes/{no}/kpis/{kpi}", path, see, Of::Office));
            let path = format!("/definitions/{no}/{kpi}");
            let route = "/definitions/{programme}/{kpi}";
            all.push(get(route, &path, Action::Define, Of::Office));
            let form = [year, ("version", "0"), ("text", "no = ")];
            all.push(post(route, &path, &form, define.clone()));
            let route = "/definitions/{programme}/{kpi}/look";
            all.push(post(route, format!("{path}/look"), &form, define.clone()));
        }
        all
    }

    fn of_records(&self) -> Vec<Asked> {
        let mut all = Vec::new();
        for (no, id) in &self.records {
            let hidden = || Of::Hidden(no.clone());
            let path = format!("/ledger/{id}");
            all.push(get("/ledger/{id}", &path, Action::SeeLedger, hidden()));
            let correct = format!("{path}/correct");
            let route = "/ledger/{id}/correct";
            all.push(get(route, &correct, Action::Correct, hidden()));
            // Of a record that nobody saw, so that whoever may corrects nothing.
            let form = [("seen", "0"), ("reason", "entry_error")];
            all.push(post(route, &correct, &form, (Action::Correct, hidden())));
            for (route, last) in [
                ("/ledger/{id}/void", "void"),
                ("/ledger/{id}/restore", "restore"),
            ] {
                let of = (Action::Correct, hidden());
                all.push(post(route, format!("{path}/{last}"), &form, of));
            }
            let names = format!("{path}/names");
            let of = (Action::SeePersonal, hidden());
            all.push(post("/ledger/{id}/names", names, &[], of));
        }
        all
    }

    fn of_lists(&self) -> Vec<Asked> {
        let mut all = Vec::new();
        for department in self.departments.values().flatten() {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("year", "R6");
            let query = query.append_pair("department", department).finish();
            let path = format!("/inquiries/workbook?{query}");
            let see = Action::SeeSubmissions;
            all.push(get("/inquiries/workbook", path, see, Of::Office));
        }
        for no in self.departments.keys() {
            let of = || Of::Programme(no.clone());
            for year in ["R5", "R6", "R7"] {
                for kind in Kind::ALL {
                    let query = format!("year={year}&programme={no}&kind={}", kind.code());
                    let path = format!("/ledger?{query}");
                    all.push(get("/ledger", path, Action::SeeLedger, of()));
                }
            }
            let path = format!("/identity?programme={no}");
            all.push(get("/identity", path, Action::SeePersonal, of()));
            let path = format!("/parties?programme={no}");
            all.push(get("/parties", path, Action::SeePersonal, of()));
            for kind in Kind::ALL {
                // Of a year that has not begun, so that whoever may closes nothing.
                let form = [
                    ("year", "R20"),
                    ("programme", no.as_str()),
                    ("kind", kind.code()),
                    ("said", "0"),
                    ("rows", "0"),
                    ("wanted", "close"),
                    ("reason", ""),
                ];
                let of = (Action::ClosePeriod, of());
                all.push(post("/closings", "/closings", &form, of));
            }
        }
        for kind in Kind::ALL {
            let path = format!("/entry/{}", kind.code());
            let of = (Action::Record, Of::Somewhere);
            all.push(get("/entry/{kind}", &path, of.0, of.1.clone()));
            all.push(post("/entry/{kind}", &path, &[], of));
        }
        all.push(get(
            "/closings",
            "/closings",
            Action::SeeLedger,
            Of::Somewhere,
        ));
        all
    }

    /// Pairs of people: both of one's own programme, both of another's, and one of each.
    fn of_pairs() -> Vec<Asked> {
        let pairs = [
            ("/identity/P1/P2", ["1", "1"]),
            ("/identity/P3/P4", ["2", "2"]),
            ("/identity/P1/P3", ["1", "2"]),
        ];
        // Of a decision that nobody saw, so that whoever may decides nothing.
        let form = [("verdict", "same"), ("seen", "0")];
        let pairs = pairs.into_iter().map(|(path, programmes)| {
            let of = Of::People(programmes.map(str::to_owned).to_vec());
            post(
                "/identity/{a}/{b}",
                path,
                &form,
                (Action::DecideIdentity, of),
            )
        });
        pairs.collect()
    }

    /// People of one's own programme and of another's.
    fn of_people() -> Vec<Asked> {
        let mut all = Vec::new();
        for (party, no) in [("P1", "1"), ("P2", "1"), ("P3", "2"), ("P4", "2")] {
            let of = || (Action::SeePersonal, Of::Hidden(no.to_owned()));
            let path = format!("/parties/{party}");
            all.push(get("/parties/{id}", &path, of().0, of().1));
            let path = format!("{path}/names");
            all.push(post("/parties/{id}/names", path, &[], of()));
        }
        all
    }

    /// What somebody of 政策企画課 handed over, asked for by others; and an import of a programme.
    fn of_deposits(&self) -> Vec<Asked> {
        let (import, check) = (Action::Import, Action::CheckSheet);
        let path = format!("/imports/{}", self.deposit);
        let mut all = vec![
            get("/imports/{id}", &path, import, Of::Another),
            get(
                "/imports/{id}/report",
                format!("{path}/report"),
                import,
                Of::Another,
            ),
        ];
        for (route, form) in [
            ("/imports/{id}/look", &[("source", "members")][..]),
            ("/imports/{id}/try", &[("programme", "")]),
            ("/imports/{id}/commit", &[]),
            ("/imports/{id}/again", &[]),
            ("/imports/{id}/stop", &[]),
            ("/imports/{id}/discard", &[]),
        ] {
            let path = route.replace("{id}", &self.deposit);
            all.push(post(route, path, form, (import, Of::Another)));
        }
        let path = format!("/checks/{}/definitions", self.check);
        let route = "/checks/{id}/definitions";
        all.push(get(route, &path, check, Of::Another));
        let form = [("year", "R6"), ("mark", "0")];
        all.push(post(route, path, &form, (check, Of::Another)));
        let path = format!("/inquiries/{}", self.deposit);
        all.push(get("/inquiries/{id}", path, Action::Write, Of::Another));
        for route in ["/inquiries/{id}/take", "/inquiries/{id}/discard"] {
            let path = route.replace("{id}", &self.deposit);
            all.push(post(route, path, &[], (Action::Write, Of::Another)));
        }
        // Without a reason, so that whoever may takes nothing back.
        let form = [("batch", self.batch.as_str()), ("reason", "")];
        let of = (Action::UndoImport, Of::Programme("1".to_owned()));
        all.push(post("/imports/undo", "/imports/undo", &form, of));
        let path = format!("/checks/{}", self.check);
        all.push(get("/checks/{id}", path, check, Of::Another));
        for route in ["/checks/{id}/stop", "/checks/{id}/discard"] {
            let path = route.replace("{id}", &self.check);
            all.push(post(route, path, &[], (check, Of::Another)));
        }
        all
    }

    /// What depends on how far a sheet is.
    pub fn of_stages(&self) -> Vec<Asked> {
        let year = ("year", "R6");
        let mut all = Vec::new();
        for no in self.departments.keys() {
            // Written at a revision that nobody saw, so that whoever may changes nothing.
            let form = [
                year,
                ("revision-1", "77"),
                ("cause-1", "x"),
                ("improvement-1", ""),
                ("outlook-1", ""),
            ];
            let path = format!("/sheet/{no}/statements");
            let of = (Action::Write, Of::Programme(no.clone()));
            all.push(post("/sheet/{no}/statements", path, &form, of));
            let path = format!("/sheet/{no}?year=R6");
            all.push(get("/sheet/{no}", path, Action::SeeYear, Of::Office));
            let path = format!("/programmes/{no}?year=R6");
            all.push(get("/programmes/{no}", path, Action::SeeYear, Of::Office));
            for (step, action) in [
                (Step::Submit, Action::Submit),
                (Step::Return, Action::Return),
                (Step::Approve, Action::Approve),
                (Step::Reopen, Action::Reopen),
                (Step::Discuss, Action::Discuss),
                (Step::Publish, Action::Publish),
            ] {
                // Of a version that is none.
                let form = [year, ("version", "none"), ("reason", "x")];
                let path = format!("/sheet/{no}/steps/{}", step.code());
                let of = (action, Of::Programme(no.clone()));
                all.push(post("/sheet/{no}/steps/{step}", path, &form, of));
            }
            let form = [year, ("programme", no.as_str()), ("kpi", ""), ("text", " ")];
            let of = (Action::Remark, Of::Programme(no.clone()));
            all.push(post("/meeting/remarks", "/meeting/remarks", &form, of));
            let form = [&form[..], &[("answers", "1")]].concat();
            let of = (Action::Answer, Of::Programme(no.clone()));
            all.push(post("/meeting/remarks", "/meeting/remarks", &form, of));
        }
        all
    }
}

fn get(route: &'static str, path: impl Into<String>, action: Action, of: Of) -> Asked {
    Asked {
        route,
        path: path.into(),
        form: None,
        action,
        of,
    }
}

fn post(
    route: &'static str,
    path: impl Into<String>,
    form: &[(&'static str, &str)],
    (action, of): (Action, Of),
) -> Asked {
    let form = form
        .iter()
        .map(|(name, said)| (*name, (*said).to_owned()))
        .collect();
    Asked {
        form: Some(form),
        ..get(route, path, action, of)
    }
}

fn observe() -> (Action, Of) {
    (Action::Observe, Of::Office)
}
