# Words of the window. An argument named count chooses the plural.

# frame
fictional-sample = fictional sample
file-case = case
file-desk = desk
file-provider = provider
read-only = read only: { $who } writes
vault-open = vault open
vault-closed = vault closed
rail-investigate = Investigate
rail-prosecute = Prosecute
rail-record = Record
screen-inbox = Inbox
screen-links = Links
screen-chart = Chart
screen-entities = Entities
screen-sources = Sources
screen-timeline = Timeline
screen-milestones = Milestones
screen-audit = Audit
screen-gallery = Gallery of parts
status-commit = Commit { $n }
status-verified = Commit { $n } · chain verified { $at }
status-broken = Commit { $n } · chain broken, checked { $at }
status-counts = { $records } records · { $entities } entities · { $links } links · { $events } events
rows-to-repair = { $count ->
    [one] 1 row to repair
   *[other] { $count } rows to repair
}
status-undo = Undo: { $what }
done-undo = { $what } · { $keys } undoes it
cancel = Cancel
close = Close
remedy = What to do: { $what }
locked = Locked. Nothing of the case is in memory.
password = Password of this file
unlock = Unlock
unlocking = Trying the password…
exported = Wrote { $file } · SHA-256 { $hash }…
verified-well = The chain holds: every check passed.
verified-ill = { $count ->
    [one] 1 check failed
   *[other] { $count } checks failed
}
imported = { $count ->
    [one] 1 file: { $rows } rows in, { $staged } staged, { $already } already there, { $rejected } rejected
   *[other] { $count } files: { $rows } rows in, { $staged } staged, { $already } already there, { $rejected } rejected
}
job-reading = Reading
job-drawing = Drawing the page
job-surfacing = Surfacing links
job-searching = Searching
job-path = Finding the path
job-layout = Laying out
job-clocks = Computing dates
job-history = Reading the history
job-verifying = Verifying the chain
job-map = Proposing a column map
job-vault = Opening the vault
job-importing = Importing
job-exporting = Writing

# commands
cmd-accept = Accept the link
cmd-reject = Reject the link
cmd-never = Never the same
cmd-later = Decide later
cmd-pull = Pull the public record into the case
cmd-new-chart = New chart
cmd-place = Place on the chart
cmd-note = Note
cmd-expand = Expand
cmd-collapse = Collapse what was expanded
cmd-path = Path
cmd-why = Why
cmd-pin = Pin
cmd-layout = Force layout
cmd-fit = Fit
cmd-take-off = Take off the chart
cmd-select-all = Select all
cmd-confirmed-only = Confirmed only
cmd-take-call = Take a call
call-go-on = Go on with the call
cmd-add-milestone = Add a milestone
cmd-next = Next
cmd-previous = Previous
cmd-go-inbox = Go to Inbox
cmd-go-links = Go to Links
cmd-go-chart = Go to Chart
cmd-go-entities = Go to Entities
cmd-go-sources = Go to Sources
cmd-go-timeline = Go to Timeline
cmd-go-milestones = Go to Milestones
cmd-go-audit = Go to Audit
cmd-go-gallery = Go to the gallery of parts
cmd-search = Search
cmd-palette = All commands
cmd-help = Keys
cmd-undo = Undo
cmd-redo = Redo
cmd-undo-case = Undo the last change of the case
cmd-back = Back
cmd-forward = Forward
back-to = Back to { $name }
cmd-import = Import
cmd-export = Export
cmd-verify = Verify the chain
cmd-lock = Lock
cmd-close-vault = Close the vault
cmd-theme-light = Light theme
cmd-theme-dark = Dark theme
cmd-theme-contrast = High contrast
cmd-language-en = English
cmd-language-es = Spanish
cmd-motion = Reduced motion on or off
cmd-beside-morning = Open Morning beside
cmd-beside-inbox = Open Inbox beside
cmd-beside-links = Open Links beside
cmd-beside-chart = Open Chart beside
cmd-beside-entities = Open Entities beside
cmd-beside-sources = Open Sources beside
cmd-beside-timeline = Open Timeline beside
cmd-beside-milestones = Open Milestones beside
cmd-beside-audit = Open Audit beside
cmd-arrange-investigate = Workspace: investigate
cmd-arrange-prosecute = Workspace: prosecute
cmd-arrange-coordinate = Workspace: coordinate
cmd-next-pane = Next pane
cmd-close-pane = Close this pane
pane-named = { $name }, a pane
pane-close = Close the pane { $name }
pane-hint = Drag to the side of another pane to put it there, or onto its tab to put it behind.
rail-hint = Ctrl and a click open it beside this one
about-selected = concerns what is selected
cmd-rail = Small or wide rail
cmd-inspector = Inspector on or off
cmd-zoom-in = Larger
cmd-zoom-out = Smaller
cmd-zoom-reset = Normal size
everywhere = Everywhere
search-hint = Search names, phones, plates, places
search-nothing = Nothing found. Try part of a name, a phone or a plate.
palette-hint = What do you want to do?
records = Records

# inspector
inspector = Nothing selected
inspector-empty = Nothing selected
inspector-empty-hint = Choose a record, a link or an entity: every fact about it stands here with its source.
by-hand = by hand
row-n = row { $n }
open-named = Open { $name }
n-names = { $count ->
    [one] 1 name
   *[other] { $count } names
}
n-sources = { $count ->
    [one] 1 source
   *[other] { $count } sources
}
potential-not-confirmed = potential, not confirmed
place-on-chart = Place on chart
add-fact = Add a fact
add-link = Add a link
mark-victim = Mark as potential victim
mark-victim-hint = Gives a pseudonym; names are sealed
sources-differ = sources differ
retract = take back
sealed = sealed
reveal-named = Reveal { $name }: asks for a passphrase and is logged
linked-to = Linked to
why-one = Why one?
take-apart = Take apart
take-apart-hint = Takes this verdict back; each fact stays with the side it came from
clocks-on-this = Clocks on this
named-in = Named in
gone = This is no longer there
received = Received
source = Source
grading = Grading
not-graded = not graded
call-back = Call back
callback-unsafe = not safe to call back
no-consent-to-contact = no consent to contact
lead-child = a child is concerned
lead-danger = danger
lead-movement = about to be moved
as-received = As received
n-columns = { $count ->
    [one] 1 column
   *[other] { $count } columns
}
why-linked = Why linked?
remove-link = Remove this link
remove-event = Remove this event
when = When
where = Where
source-file = File
source-agency = Agency
legal-basis = Legal basis
labels = Labels
map = Column map
sha256 = SHA-256
quarantine = Held back
its-records = Its records
subject = About
owner = Owner
done-on = Done on
evidence = Evidence
note = Note
undated = undated

# links
links-title = Links to decide
links-decided = decided
links-too-common = too common
links-public = public records
links-decided-head = Decided before
links-second = second look
links-second-hint = What others decided and you have not seen a verdict on
links-disagree = disagree
links-disagree-hint = Where a second look differs from the decision that stands
look-band = Somebody else has decided this. Look at the same card and say what you would say: the verdict is shown after yours, and yours changes no group.
look-changes-nothing = Your second look changes no group. What the first verdict was, why, and whose, is shown once yours is given.
look-agree-hint = Both verdicts stay on record, and nothing is left to settle.
look-none = Nothing waits for your second look
look-none-hint = What others decide comes up here, the oldest first.
look-kept = Keeping your verdict
look-agree = the two agree
look-differ = the two differ
look-first = First, by { $who }, { $day }
look-second = Second, by { $who }, { $day }
look-no-reason = No reason was given.
look-next = Next
look-settle = Settle it
disagree-none = No two verdicts differ
disagree-none-hint = Where a second look differs from the decision that stands, it comes up here until somebody decides once more.
disagree-hint = The first verdict stands until somebody decides once more, with a reason. Whichever it is, both verdicts stay on record.
why-settles = Why (needed: two verdicts differ)
why-settles-now = Why { $verdict }? Enter decides
agreement-said = { $n } looked at twice: { $mid } % agree ({ $low } to { $high } %), kappa { $kappa }
agreement-hint = The second verdict is given without seeing the first; each link counts once, verdicts as given, put off is none. Kappa (Cohen 1960): 1 = always alike, 0 = as by chance. 95 % interval (Wilson).
links-running = Looking for links
links-running-hint = Records are compared in the background. You can go on working.
cmd-accept-group = Accept together…
group-title = Accept together
group-line = strongest of { $pairs } pairs among { $names } { $what }
group-band = { $names } { $what } hang together; this is the strongest of the { $pairs } pairs between them that wait.
group-hint = { $names } { $what } hang together: { $pairs } of the { $all } pairs between them surfaced. Say how sure a link must be; below you see which links would be accepted, and nothing is before you accept. Each keeps its own card and can be taken back by itself.
group-least = Only links of at least so many bits
group-why = Why (kept with each verdict)
group-against = { $count ->
    [one] Speaks against
   *[other] Speaks against, the strongest of { $count }
}
group-counts = { $count ->
    [0] No link is that strong.
    [one] 1 link would join { $names } { $what } into { $into }; { $left } stay as they are.
   *[other] { $count } links would join { $names } { $what } into { $into }; { $left } stay as they are.
}
group-of-same = names
group-of-connected = records
group-stays = stays
group-accept = Accept these links
links-none = Nothing left to decide here
links-none-hint = New records bring new candidates. Look at what was decided, or import more.
too-common-title = Values that too many share
too-common-hint = Payroll agents, motels, switchboards: a value held by this many links nobody by itself.
in-n-records = { $count ->
    [one] in 1 record
   *[other] in { $count } records
}
candidate-same = same
candidate-connected = connected
candidate-pattern = pattern
question-same = Are these one { $kind }?
question-connected = Do these speak of the same thing?
question-public = A public record: { $name }, row { $row }
found-by = found by { $how } · parameters { $n }
accept-same = The same
accept-connected = Connected
accept-pattern = It fits
reject-pattern = Does not fit
verdict-reject = Not the same
verdict-never = Never
verdict-later = Later
verdict-was-accept = accepted
verdict-was-reject = rejected
verdict-was-never = never
verdict-was-later = put off
why-hint = Why (kept with the verdict)
estimate-said = { $bits } bits and more: { $mid } % of { $decided } decided were accepted ({ $low } to { $high } %)
estimate-recall = , about { $recall } % of all that are right
estimate-hint = People decide strong links first, so this is no random sample. 95 % interval.
decided-note = { $verdict } on { $date }. { $why }
nothing-merges = Nothing merges until you say so. Each side keeps its records.
public-record = public record
public-pull = Pull into the case
public-pulled = already in the case
public-context = Context, not suspicion: a register names many, and being named means nothing by itself.
public-none = No public record is near this case
elsewhere-same = elsewhere: { $file } (case { $number }) may have the same party, by { $reason } ({ $n }×; here { $records }); ring { $owner }
elsewhere-connected = elsewhere: { $file } (case { $number }) names the same { $reason } ({ $n }×; here { $records }); ring { $owner }
library-missing = The library { $name } is missing on this computer: add it again.
library-changed = The library { $name } is no longer the one that this case uses.
library-unreadable = The library { $name } can't be read by a known map.
why-in-bits = Why, in bits
bits = bits
sum = sum
against-it = Against it
nothing-against = No reason against it was found.
missing = Missing on one side
would-settle = What would settle it
would-settle-field = A { $field } on either side.
contradictions = It would contradict

# chart
chart-none = No chart yet
chart-none-hint = { $key } makes one. Or place an entity from the inspector.
chart-empty = Nothing on this chart yet
chart-empty-hint = { $key } places an entity; a double click expands it, or writes a note where nothing stands.
chart-of = { $name } network
chart-canvas = Chart { $title }: arrow keys walk from figure to figure
n-hidden = { $count ->
    [one] 1 hidden
   *[other] { $count } hidden
}
n-selected = { $count ->
    [one] 1 selected
   *[other] { $count } selected
}
hidden = hidden
minimap = Small map
brush = Range of months: drag to choose
no-dated-links = { $count ->
    [one] 1 undated link, none dated
   *[other] { $count } undated links, none dated
}
n-undated = { $count ->
    [one] 1 undated
   *[other] { $count } undated
}
day-hint = YYYY-MM-DD
all-dates = All dates
why-linked-two = Why is { $a } linked to { $b }?
path-none = No way from one to the other is known.
n-hops = { $count ->
    [one] 1 step
   *[other] { $count } steps
}
place-path = { $count ->
    [one] Place 1 more on the chart
   *[other] Place { $count } more on the chart
}
place-hint = Whom or what to place?
place-n = { $count ->
    [one] Place 1
   *[other] Place { $count }
}
expand-which = Which neighbours of { $name }?
title = Title
create = Create

# inbox
inbox-title = What came in
inbox-none = Nothing has come in yet
inbox-none-hint = Drop files anywhere, or press { $key } to import.
inbox-choose = Choose a record
inbox-choose-hint = J and K go down and up.
rejected = to repair
leads-open = leads open
lead-title = What becomes of this lead?
ask-callback = Safe to call back?
ask-consent = Consents to be contacted?
ask-child = Is a child concerned?
ask-danger = Is anyone in danger now?
ask-movement = Are workers about to be moved?
answer-yes = yes
answer-no = no
answer-unknown = unknown
promoted-to = Moved to { $case }
disposed = { $what }, by { $who } on { $date }: { $why }
disposition = Disposition
reason = Reason
reviewer = Reviewer
dispose = Record the disposition
call-title = A call
call-key = Number
call-narrative = What was said, in the caller's words
call-save = Save the call
language = Language
throw-away = Throw away
kept-as-draft = What you type is kept as you type.
draft-kept = Not saved. What you typed is kept and is there when you open it again: { $title }
draft-anew = Begin anew
draft-found = What you typed here before is kept.

# entities, sources, audit
entities-title = Who and what is named?
entities-none = Nobody is named yet
entities-none-hint = Entities come from imported records, or are made by hand.
nothing-fits = Nothing fits this filter
nothing-fits-hint = Take a word or a facet away.
filter-hint = Filter by name
column-name = Name
column-kind = Kind
column-records = Records
column-facts = Facts
column-links = Links
sort-by = Sort by { $column }
sources-title = Where is it from, and how far is it to be trusted?
sources-none = No source yet
sources-none-hint = Import a file, take a call, or drop files anywhere.
column-source = Source
column-agency = Agency
column-received = Received
column-grading = Grading
column-staged = Staged
column-already = Already
column-rejected = Rejected
column-hold = Quarantine
grade-reliability = Reliability of the source
grade-credibility = Credibility of the information
hold = Hold
hold-hint = Keeps it out of surfacing until it is released
hold-reason = Held for review
release = Release
worklist = To repair
worklist-none = Nothing to repair
worklist-none-hint = Every row of every source found its place.
n-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
n-more = { $count } more, not listed
rows-sealed = { $count } with sealed cells
rows-sealed-hint = Rows with sealed cells need an open vault: open one of their cells first.
expected-found = Expected { $expected }, found { $found }
repair = Repair
repair-none = none, only try again
repair-set = put a value into the column
repair-replace = replace one value by another
repair-date-order = choose the order of day and month
repair-column = Column
repair-value = New value
repair-from = Value in the file
repair-to = New value
repair-order = Order
order-mdy = month, day, year
order-dmy = day, month, year
order-ymd = year, month, day
repair-why = Why it is right (kept beside the cell)
retry-row = Retry this row
retry-group = { $count ->
    [one] Retry the row
   *[other] Retry all { $count }
}
retried = { $staged } staged, { $already } already there, { $rejected } still to repair
reread = { $read } rows read, { $rejected } still to repair, { $kept } values left as a person changed them
cells-unread = cells, on the board unread
cells-unread-hint = The rows are on the board; these cells stand there as received. A repair reads them again and changes only what follows from them.
write-out-to = Write out to
write-out = Write out…
write-out-hint = A table with reason, column and remedy; corrected, it can be imported
corrected-by = Corrected to “{ $text }” by { $member }, { $day }: { $why }
audit-title = Who changed what?
audit-none = Reading the history
audit-none-hint = Every change is a signed commit in a chain.
show-more = Show more
checks = Checks
of-an-older-commit = of an older commit
check-ok = holds
check-failed = fails
column-number = No.
column-when = When
column-who = Who
column-what = What
column-chain = Chain
undoes = undoes { $n }
undone-by = undone by { $n }

# timeline, milestones
timeline-title = What happened when?
timeline-running = The timeline is being worked out
timeline-running-hint = It comes up by itself.
timeline-cut = The picture holds the first { $n } of { $all } rows. Narrow the dates or select somebody; the list below has them all.
timeline-none = Nothing has a date yet
timeline-none-hint = Events come with imported records, or are added by hand.
n-events = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
lanes-entity = by person and firm
lanes-kind = by kind
lanes-agency = by agency
lanes-none = one lane
only-selected = only selected
chronology = Chronology
from = From
to = To
milestones-title = What must happen, by when?
milestones-none = No milestone yet
milestones-none-hint = { $key } adds one by its rule; the date is computed while you type.
milestones-choose = Choose a milestone
milestones-choose-hint = It shows how its date was computed, day by day.
clock-overdue = overdue
clock-soon = soon
clock-running = running
clock-tolled = time excluded
clock-not-started = not started
clock-untimed = no days in the law
clock-done = done
clock-done-late = done late
clock-dropped = dropped
days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
years = { $count ->
    [one] 1 year
   *[other] { $count } years
}
overdue-by = { $days } late
how-computed = How { $date } was computed
not-computed = No date can be computed yet
warn-on = Warns from { $date }
unconfirmed-rule = Not checked in the text cited: { $what }
as-of = As of
today = Today
completion = Is it done?
done-with = Done { $date }: { $evidence }
reopen = Reopen
evidence-wanted = What shows it: { $what }
evidence-hint = Docket entry, ticket number, letter
complete = Mark as done
remove = Remove
exclusions = Time that does not count
remove-exclusion = Remove exclusion { $kind }
add-exclusion = Add excluded time
docket = Docket
finding = Finding of the court
add-milestone-title = Which rule, from which day?
rule = Rule
rule-hint = Type a number, a word or an authority
title-hint = Empty = the rule's own title
trigger-date = Day it starts from
own-length = Length set by order
fixed-due = Date set by order
about = About { $name }

# forms
import-title = Import files
import-hint = CSV, XLSX, JSON, text, PDF, DOCX, e-mail, pictures. The original is kept as received; the same file again adds nothing.
choose-files = Choose files…
no-file-dialog = This desktop offers no file dialog: type the paths.
paths = Paths, one a line
map-hint = Empty = the one that fits best
export-title = Export
export-what = What
export-links = Links
export-path = File
export-formats = Endings: { $formats }
recipient = For whom
fact-title = A fact about { $name }
field = Field
value = Value
date = Date
date-hint = 2025-04-12, 2025-04, 2025~, 2025-04/2025-06
certainty = Certainty
certainty-stated = stated
certainty-confirmed = confirmed
certainty-probable = probable
certainty-possible = possible
certainty-denied = denied
link-title = A link from { $name }
link-kind = Kind of link
link-to = To
kind = Kind
reveal-title = Reveal { $name }?
reveal-hint = It is logged before it shows, with your name and reason. Closing the vault hides it again.
passphrase = Your vault passphrase
reveal-why = Why it is needed
reveal = Reveal

# words of the field
kind-company = Employer
kind-person = Person
kind-victim = Victim
kind-worksite = Worksite
kind-housing = Housing
kind-vehicle = Vehicle
kind-plate = Plate
kind-phone = Phone
kind-email = E-mail
kind-account = Account
kind-fein = FEIN
kind-address = Address
kind-money = Amount
kind-filing = Filing
kind-record = Record
link-called = called
link-contracts_with = contracts with
link-has_account = has account
link-has_email = has e-mail
link-has_fein = has FEIN
link-has_filing = has filing
link-has_phone = has phone
link-has_plate = has plate
link-housed_at = housed at
link-located_at = located at
link-operates = operates
link-owns = owns
link-paid = paid
link-recruited_by = recruited by
link-recruits_for = recruits for
link-related_to = related to
link-represents = represents
link-supervises = supervises
link-transported_by = transported by
link-works_at = works at
link-works_for = works for
link-back-called = called by
link-back-contracts_with = contracts with
link-back-has_account = account of
link-back-has_email = e-mail of
link-back-has_fein = FEIN of
link-back-has_filing = filing of
link-back-has_phone = phone of
link-back-has_plate = plate of
link-back-housed_at = houses
link-back-located_at = location of
link-back-operates = operated by
link-back-owns = owned by
link-back-paid = paid by
link-back-recruited_by = recruited
link-back-recruits_for = its recruiter
link-back-related_to = related to
link-back-represents = represented by
link-back-supervises = supervised by
link-back-transported_by = transports
link-back-works_at = workers
link-back-works_for = employs
field-prior = prior
field-name = name
field-date = date
field-employer = employer
field-recruiter = recruiter
field-narrative = narrative
field-label = name on the board
field-kind = kind
field-pseudonym = pseudonym
field-dba = DBA
field-amount = amount
field-alias = alias
field-phone = phone
field-address = street
field-city = town
field-county = county
field-state = state
field-zip = ZIP
field-owner = owner
field-industry = industry
field-rivals = others as near
field-fein = FEIN
field-email = e-mail
field-plate = plate
field-birth_date = birth date
field-language = language
field-nationality = nationality
field-title = title
field-status = status
field-decided = decided
field-workers = workers
field-violations = violations
field-units = units
field-occupancy = occupancy
field-provider = provider
field-color = color
field-make = make
field-vin = VIN
field-back_wages_agreed = back wages agreed
field-amount_claimed = amount claimed
field-workers_requested = workers requested
field-workers_certified = workers certified
field-action = action
field-amount_assessed = amount assessed
field-amount_paid = amount paid
field-amount_verified = amount verified
field-award = award
field-award_with_costs = award with costs
field-complaint = complaint
field-country = country
field-crop = crop
field-debarred_until = debarred until
field-debt_charged = debt charged
field-district = district
field-duration = duration
field-flsa_cl_violations = child labor violations (FLSA)
field-flsa_violations = FLSA violations
field-h2a_back_wages = H-2A back wages
field-h2a_violations = H-2A violations
field-h2b_back_wages = H-2B back wages
field-h2b_violations = H-2B violations
field-inspection_type = type of inspection
field-job = job
field-job_order = job order
field-judgment_wages = wages in the judgment
field-migrant = migrant
field-minimum_wage_back_wages = minimum wage owed
field-minors_in_violation = minors in violation
field-mspa_back_wages = MSPA back wages
field-mspa_violations = MSPA violations
field-naics = NAICS
field-note = note
field-organization = organization
field-overtime_back_wages = overtime owed
field-pay = pay
field-pay_unit = pay unit
field-penalties = penalties
field-penalty_assessed = penalty assessed
field-prevailing_wage = prevailing wage
field-program = program
field-province = province
field-repeat_violator = repeat violator
field-retaliation_back_wages = retaliation back wages
field-state_of_origin = state of origin
field-type = type
field-violation = violation
field-wages_collected = wages collected
field-wages_ordered = wages ordered
field-workers_affected = workers affected
field-workers_owed = workers owed
field-worksite_city = worksite city
field-worksite_county = worksite county
field-worksite_state = worksite state
record-tip = hotline tip
record-referral = referral
record-disclosure = labor filing
record-housing = housing
record-recruiter = recruiter list
record-debarment = debarment
record-wage_claim = wage claim
record-compliance_action = wage-hour case
record-call = phone call
record-narrative = narrative
record-scan = scan
record-picture = picture
record-client = client
record-complaint = complaint
record-incident = incident
record-inspection = inspection
record-judgment = judgment
record-party = party
record-registration = registration
status-staged = staged
status-rejected = to repair
status-gone = gone from the source
status-superseded = replaced by a later delivery
reliability-a = reliable
reliability-b = usually reliable
reliability-c = fairly reliable
reliability-d = not usually reliable
reliability-e = unreliable
reliability-f = cannot be judged
credibility-1 = confirmed
credibility-2 = probably true
credibility-3 = possibly true
credibility-4 = doubtful
credibility-5 = improbable
credibility-6 = cannot be judged
season-21 = spring
season-22 = summer
season-23 = autumn
season-24 = winter
exclusion-toll = tolled time
exclusion-h1a = mental examination
exclusion-h1b = other charges
exclusion-h1c = interlocutory appeal
exclusion-h1d = pretrial motion
exclusion-h1e = transfer or removal
exclusion-h1f = transport, 10 days
exclusion-h1g = plea considered
exclusion-h1h = under advisement, 30 days
exclusion-h2 = deferred prosecution
exclusion-h3 = absent defendant or witness
exclusion-h4 = incompetent or unable
exclusion-h5 = dismissed and charged again
exclusion-h6 = joined codefendant
exclusion-h7 = ends of justice
exclusion-h8 = foreign evidence, 1 year
gallery-plain = plain
gallery-accent = chosen
gallery-for = for
gallery-against = against
gallery-soon = soon
gallery-sealed = sealed

# forms
save = Save
key-enter = Enter
key-ctrl-enter = Ctrl Enter
key-escape = Esc
edit-dots = Edit…
remove-dots = Remove…
rename = Rename…
role = Role
who = Who took part
take-out = Take out { $name }
source-said = Source that says so
edit-title = Change: { $name }
remove-title = Remove { $name }?
rename-title = Rename { $name }
entity-title = Who or what is new?
entity-label = Name or value
entity-label-help = A name as it is written, or the number, plate or address itself.
attach-to = Attach to { $name }
there-already = There already. Attach the words to one of these instead:
remove-entity-note = Its facts and links go with it. Ctrl Z brings all back.
event-title = What happened, and when?
event-title-help = Empty = the words of its kind
add-event = Add an event
when-help = 2025-04-12, 2025-04, spring 2025, about 2024, 2025-04/2025-06, since May 2025. ~ about, ? unsure.
when-undated = Empty = undated: it is listed apart.
when-understood = { $words }: from { $from } to { $to }, kept as { $edtf }
when-unread = Not a date yet
seal = Seal
seal-dots = Seal a value…
seal-title = Seal a value of { $name }
seal-note = The value is encrypted wherever the same text stands. This can't be undone; it can be revealed, and that is logged.
purge = Purge
purge-dots = Purge…
purge-title = Purge { $name }
purge-note = Empties the record for good, in every past view too. It can't be undone. Older backups keep it.
authority = Authority
authority-help = 28 CFR 23.20(h), an expungement, a court order with its number
reliability = Reliability of the source
credibility = Credibility of what it says
grade-title = How far is { $name } to be trusted?
grade-dots = Grade…
label-title = Labels of { $name }
label-note = Everything that rests on this source carries its labels. An export leaves out what its audience may not have.
label-dots = Labels…
hold-title = Hold { $name } back
hold-note = It stays in the file and out of surfacing, charts and exports until a person releases it.
hold-dots = Hold…
original-dots = Save original as…
settings-title = Settings of this file
setting-title = Title
setting-case-number = Case number
setting-owner = Owner
setting-stage = Stage
setting-jurisdiction = Jurisdiction (us, nm)
setting-time-zone = Time zone
setting-time-zone-help = Such as America/Denver
setting-idle-lock = Lock after minutes
setting-idle-lock-help = 1 to 30
setting-legal-hold = Legal hold
setting-legal-hold-help = While a reason stands here nothing can be purged.
remove-chart-note = Only the chart goes; whom and what it shows stays. Ctrl Z brings it back.
note-title = What is to be noted on { $name }?
note-beside-title = What is to be noted beside { $name }?
note-help = It stands on the chart and in its exports: a pseudonym, never a victim's name.
note-beside-help = It stands on the chart and in its exports: a pseudonym, never a victim's name. Emptied, it is gone.
tab-clocks = Clocks
tab-tasks = Tasks
tab-process = Legal process
task-list = What is to be done, by whom?
task-title = What is to be done?
task-what = Task
task-due = By
task-finish = Done
task-drop = Drop
task-dropped = dropped
task-none = No task yet
task-none-hint = { $key } adds one; it can be about an entity that is selected.
add-task = Add a task
no-date = no date
process-list = What was served on whom, and when must it come back?
process-title = Which process, on whom?
process-none = No legal process yet
process-none-hint = { $key } adds a subpoena, order, warrant, letter or preservation request.
add-process = Add legal process
process-recipient = Served on
process-authority = Authority
process-served = Served
process-due = Due back
process-returned = Came back
process-gag = Non-disclosure until
process-gag-help = Empty = no order that forbids telling the subscriber
process-scope = Scope
process-return = The return, as imported
process-back = came back
process-not-served = not yet served
process-served-on = served { $date }
process-gag-until = no telling until { $date }
process-clock = Start its clock
process-clock-hint = A milestone by rule { $rule }
deconfliction-list = Does another agency work the same target?
deconfliction-title = What was checked, and what came of it?
deconfliction-none = No deconfliction yet
deconfliction-none-hint = { $key } notes a check before an operation or a contact.
deconflictions = Deconfliction
add-deconfliction = Note a deconfliction
deconfliction-target = Target
deconfliction-event = Event
deconfliction-system = System
deconfliction-system-help = Such as RISSafe, SAFETNet, Case Explorer
deconfliction-reference = Its number there
deconfliction-result = Result
deconfliction-contact = Whom to ring
deconfliction-at = Checked on
deconfliction-entity = On the board
cmd-rename-chart = Rename this chart
cmd-remove-chart = Remove this chart
cmd-next-chart = Next chart
cmd-previous-chart = Previous chart
cmd-add-event = Add an event
cmd-add-entity = Add an entity
cmd-add-task = Add a task
cmd-add-process = Add legal process
cmd-add-deconfliction = Note a deconfliction
cmd-settings = Settings of this file
cmd-new-case = New case…
cmd-open-case = Open…
cmd-backup = Back up…
cmd-close-case = Close

# the file
file-menu = File
file-recent = Opened before
open-title = Which case?
open-hint = A file that ends in .caseboard. It is opened for reading only when somebody else writes to it.
open-again = Unlock { $name }
open-file = Case file
open-wrong = Wrong password
open-damaged = This file is damaged
open-not-a-case = This is no case file
open-missing = There is no such file
open-locked-out = It can't be opened
opening = Opening…
making = Making the file…
new-title = A new case
new-hint = The password encrypts the file; there is no way in without it. Print the recovery kit.
new-path = File
new-kind = Kind of file
new-kind-case = Case of one investigation
new-kind-desk = Desk of a task force
new-member = Your name
new-agency = Your agency
new-password = Password
new-password-again = The same again
new-passphrase = Your passphrase for sealed values
new-passwords-differ = The two passwords differ
new-short = Give a password of at least 10 characters
choose-file = Choose…
original-title = Save the original as which file?
original-hint = The bytes as received, their hash checked. What lies there already is not replaced.
original-sealed-hint = It holds sealed values, and the file will show them. That is logged before a byte is written, with your name and reason. What lies there already is not replaced.
original-path = New file
original-save = Save the original
backup-title = Back up to which file?
backup-hint = A consistent copy of the whole case, encrypted with the same password.
closed-title = No case is open
closed-hint = Open a case, make a new one, or take up one that was open before.
open-another = Another case…
read-only-said = Opened for reading only: { $who } writes to it.
file-password = Password

# what an import would do
preview-reading = Reading…
import-no-map = { $file }: no map fits its header. Choose a map, use the proposed one, or take the file out of the list.
import-no-column = { $file }: the column { $column } is missing. Choose another map, or take the file out of the list.
import-unreadable = { $file } can't be read, see above. Take it out of the list.
import-folder = { $file } is a folder: give the files in it.
import-absent = { $file }: there is no such file. Correct the path.
drop-busy = Nothing was taken in: finish or close the form that is open, then drop the files again.
drop-closed = Nothing was taken in: open a case first, then drop the files again.
preview-counts = { $rows } rows: { $staged } new, { $already } already there, { $rejected } to repair
preview-victims = { $count ->
    [one] 1 potential victim: sealed before it is stored
   *[other] { $count } potential victims: sealed before they are stored
}
preview-map = Map: { $map }
preview-known = Known maps that fit
preview-score = { $score } %
preview-proposed = No known map fits. This one is proposed:
preview-use = Import with the proposed map
preview-columns = Choose the columns…
map-best = The best that fits
map-proposed = The proposed one
map-columns = Columns as I choose them
row-becomes = What a row becomes
row-becomes-nothing = Nobody yet: say of one column that it names a firm or a person.
column-of-file = Column
means = Means
whose = Who, or whose
sealed-column = Seal
role-by-name = by its name
meaning-none = nothing, kept as received
meaning-company = firm
meaning-person = person
meaning-first-name = first name
meaning-last-name = last name
meaning-dba = trade name
meaning-phone = phone
meaning-email = e-mail
meaning-plate = license plate
meaning-fein = FEIN
meaning-address = address
meaning-city = city
meaning-state = state
meaning-zip = postal code
meaning-date = date of the row
meaning-money = amount
meaning-key = the source's own number
meaning-narrative = narrative
meaning-fact = a fact
open-go = Open
backup-go = Back up
job-preview = reading a file
map-reason-columns-known = { $a } of { $b } columns known
map-reason-required-missing = missing: { $a }
map-reason-column-name = { $a }: its name says { $b }
map-reason-column-values = { $a }: its values look like { $b }
map-reason-column-unknown = { $a }: kept as it is, nobody knows what it means
map-reason-column-private = { $a }: looks private, sealed
map-reason-column-key = { $a }: the source's own number
more-dots = More…

# leads into a case
cmd-promote = Promote leads into a case…
promote-title = Which leads go into which case?
promote-hint = Their records go with all that they mention, source and audit kept. On the desk they are marked as moved.
promote-none = No lead is left on this desk: all of them are in a case.
promote-chosen = { $count ->
    [one] 1 lead chosen
   *[other] { $count } leads chosen
}
promote-find = Find a lead
promote-there = Into a case that is there
promote-new = Into a new case
promote-identities = Take sealed identities along
promote-identities-note = Each identity is opened on this desk, which logs it, and sealed anew for the case before it is stored. You answer for both.
promote-pseudonyms = Without it the case receives pseudonyms only; what is sealed stays on this desk.
promote-desk-vault = Your passphrase for this desk’s sealed values
promote-case-vault = Your passphrase for the case’s sealed values
promote-go = Promote
promote-open = Open that case…
promoted-done = { $count ->
    [one] 1 lead is in { $case } now, commit { $commit } there.
   *[other] { $count } leads are in { $case } now, commit { $commit } there.
}
promoted-identities = { $count ->
    [one] 1 sealed value went along, logged on this desk as revealed.
   *[other] { $count } sealed values went along, each logged on this desk as revealed.
}
promoted-left = { $count ->
    [one] 1 sealed value stays on this desk: the case has the pseudonym.
   *[other] { $count } sealed values stay on this desk: the case has the pseudonyms.
}
job-promoting = Promoting
open-same = It is the file that is open
open-taken = There is a file of that name

# other case files
cmd-elsewhere = Ask other cases…
links-elsewhere = other cases
elsewhere-title = Which other cases?
elsewhere-hint = Each file is opened with its own password, compared, and closed. You see whom to ring, the case number and the kind of reason; nothing else of it is shown, and nothing is stored.
elsewhere-password = Password of { $file }
elsewhere-go = Compare
elsewhere-question = Does another case know them?
elsewhere-unasked = No other case was asked yet
elsewhere-none = The other cases have nothing in common with this one
elsewhere-none-hint = Nothing that tells: what many share is not counted.
elsewhere-found = { $count ->
    [0] The other cases have nothing in common with this one.
    [one] 1 pointer into another case: see Links, other cases.
   *[other] { $count } pointers into other cases: see Links, other cases.
}
elsewhere-one-party = may be one { $kind }, by { $reason }
elsewhere-one-value = both name one { $kind }
elsewhere-no-number = no case number
elsewhere-ring = Ring
elsewhere-case = Case
elsewhere-file = File
elsewhere-why = Reason
elsewhere-count = How often
elsewhere-here = Here it is
elsewhere-older = This board has changed since: ask again.
elsewhere-note = The other board shows nothing of itself. What it knows, its owner says or does not say.
job-elsewhere = Comparing

# libraries
cmd-libraries = Libraries
cmd-add-library = Add a register as a library…
libraries = Libraries
libraries-none = No library is on this computer yet
libraries-none-hint = Add a public register (findings, companies, licences): it is indexed once, and every case can look into it.
libraries-check = Check contents
libraries-check-hint = Hashes the libraries of this case anew; takes seconds for a large one.
libraries-checked = Contents checked
library-is-used = used by this case
library-is-free = not used by this case
library-is-missing = missing
library-is-changed = changed
library-is-unreadable = can’t be read
library-do-missing = Add it again from the same files: the same rows give the same library. Or stop using it.
library-do-changed = Use the newer one of this name where it stands in the list, or add the old files again.
library-do-unreadable = Add it again with a map that reads its columns, or stop using it.
library-title = What does { $name } say?
library-use = Use in this case
library-stop = Stop using
library-again = Add it again…
library-find = Search this library
library-find-note = What is searched here is written nowhere and leaves this computer never.
library-found-none = No row has these words
library-found-none-hint = Try the beginning of a name, or a number.
library-use-first = Use this library in the case first; then a row can be pulled.
library-add-title = Which register?
library-add-hint = Several files are one table and must have the same columns. The library lies beside your cases, is read-only and holds nothing of any case.
library-name = Name
library-add-go = Add
library-added = { $name }: { $rows } rows indexed, { $rejected } of them not fitting the map, SHA-256 { $hash }…
job-libraries = Looking into the libraries
job-indexing = Indexing
search = Search
status-libraries = { $count ->
    [one] 1 library can’t be looked into
   *[other] { $count } libraries can’t be looked into
}

# the morning
screen-morning = Morning
morning-title = What waits for me, and what is new?
morning-since = New since { $day }, commit { $n }
morning-since-never = Everything is new: nothing was marked as seen yet
morning-leads = Leads without disposition
morning-leads-none = No lead waits.
morning-candidates = New links to decide
morning-candidates-none = No new link waits for a verdict.
morning-disagreements = Two verdicts that differ
morning-differ = settle
morning-clocks = Clocks within 14 days
morning-clocks-none = No clock is overdue or due within 14 days.
morning-answers = Answers due, and my tasks
morning-answers-none = Nobody owes an answer, and no task of mine is due.
morning-sources = Sources that changed
morning-sources-none = No source is new or changed, and no row waits for a repair.
morning-others = What others did
morning-others-none = Nobody else changed anything.
morning-more = { $count ->
    [one] 1 more: open { $screen }
   *[other] { $count } more: open { $screen }
}
morning-empty = Nothing waits
morning-empty-hint = { $import } brings in what came overnight. { $links } shows every link that is open, new or not.
morning-task = my task
morning-source-new = new
morning-source-changed = changed
morning-source-gone = gone
morning-source-rejected = to repair
morning-source-unread = unread
morning-source-library = library
morning-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
morning-cells = { $count ->
    [one] 1 cell
   *[other] { $count } cells
}
morning-taken-back = taken back since
morning-lead-danger = danger
morning-lead-child = child
morning-lead-movement = to be moved
morning-lead-open = open
job-morning = Seeing what is new
cmd-go-morning = Go to Morning
cmd-open-line = Open what waits
cmd-seen = I have seen this
cmd-seen-back = Bring back the mark before

# many entities at once, two side by side
entities-chosen = { $count ->
    [one] 1 chosen
   *[other] { $count } chosen
}
facet-decided = decided on
facet-by-hand = by hand
facet-source = Source
facet-all-sources = all sources
cmd-edit-many = Change all that are chosen
cmd-edit-name = Change the name in its place
cmd-compare = Compare the two
cmd-decide-pair = Decide in Links
many-title = { $count ->
    [one] What to do with this one?
   *[other] What to do with these { $count }?
}
many-what = Do what
many-kind = Set the kind
many-fact = Add a fact to each
many-retract = Take back what was added by hand
many-remove = Remove what was made by hand
many-save = Change them
many-counts = { $count } of { $all } change, in one step that one undo takes back
many-stays = Stays as it is: { $expected } is needed, here is { $found }. { $remedy }
compare-title = Where do the two agree and differ?
compare-back = Back to the table
compare-no-card = The matcher found nothing that speaks for the two being one.
compare-fields = What is known of both
compare-agree = agree
compare-differ = differ
compare-one = one side only
compare-left = left only
compare-right = right only

# search
similar = similar
search-similar = Not as typed: similar names

## The board as it was known
cmd-as-of = Board as of…
cmd-now = Back to now
cmd-board-then = Board of this commit
as-of-title = Which board?
as-of-hint = The whole board as it was known then, for reading only: every screen shows it until you go back to now. A day counts to its end in UTC. What was purged since stays purged, what was sealed stays sealed.
as-of-when = Day, or number of a commit
as-of-show = Show
as-of-band = Board as of commit { $n }, { $when }: read-only
as-of-not-shown = Not shown: candidates, public registers, rejected rows and revealed values, which were not kept for then.
as-of-no-candidates = What would have been surfaced then was not kept and is not invented. Decisions made by then are under "decided".
as-of-refused = This is the board of commit { $n }: nothing can be changed on it. Esc leads back to now.
as-of-shown = shown
job-as-of = Going back

## What rests on a source
rests-on-it = What rests on it
rests-falls = Would fall if it were withdrawn
rests-nothing-falls = Nothing: whatever it says is said elsewhere too.
rests-no-candidates = Candidates are not looked at here until Links has surfaced them.
rests-records = Records
rests-entities = Entities
rests-facts = Facts
rests-links = Links
rests-events = Events
rests-decisions = Decisions
rests-charts = Charts
rests-milestones = Milestones and clocks
rests-processes = Legal process
rests-candidates = Candidates
rests-on-named = { $what } that rest on it: { $n }
rests-falls-named = { $what } that would fall: { $n }
rests-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}

## Documents
cmd-document = Document beside it
cmd-looks = Document: as it looks, or as text
cmd-hide = Hide the window, or show it again
cmd-show-text = Show the text
cmd-cite-entity = Entity of these words
document-close = Close the document
document-page = Page { $n } of { $of }
document-piece = Part { $n } of { $of }
document-next = Next page
document-before = Page before
document-hint = Select words with the mouse, or with Shift and the arrow keys: E makes an entity of them, F a fact of what the inspector shows.
document-selected = “{ $words }”
document-fact-of = Fact of { $name }
look-at = Open
look-at-hint = It is logged before the first page shows, with your name and reason. Closing the vault, or locking, hides it again.
look-at-title = Open the original under seal?
page-open-dots = Open the original…
page-sealed = The original is under seal: nobody can tell whom it shows. To look at it, open it with your passphrase and a reason; both your name and the reason go on record.
page-seen = What you see on this page:
history = History
history-show = Show what was done to it
history-hide = Hide
history-of = History of { $field }
history-insert = { $what }: { $after }
history-update = { $what }: { $before } → { $after }
history-delete = { $what }: { $before }, taken away
history-itself = named
history-by = { $when } · { $who } · commit { $n } · { $step }
folded-victim = The text is folded: it names { $who }.
folded-label = The text is folded. Its source is marked: { $label }.
show-again = Show again
show-all-texts = Show all such texts until locked
page-hint = Draw over words with the mouse: E makes an entity of them, F a fact of what the inspector shows. T shows the page as text, where the keyboard selects.
page-fit = As wide as the pane
page-larger = Larger page
page-smaller = Smaller page
page-named = Page { $n } of { $of } of { $file }, as it looks
document-looks = As it looks
document-as-text = As text
cite-note = Source, page and place of the words are kept with it.

# members
cmd-members = Members…
cmd-second-look = Second look
cmd-disagree = Where two verdicts differ
members-title = Members of this file
members-hint = Each member decides and looks under a name of their own. Labels decide which originals and exports a member gets. A member can’t be taken out again.
member-acts = acts now
member-opens = opens sealed names
member-opens-not = sealed names stay closed
member-labels = labels: { $labels }
member-labels-none = no labels
member-labels-all = all labels
member-new = Add a member
member-name = Name, as the audit will say it
member-role = Role
member-agency = Agency
member-sees = May see what is labelled
member-passphrase = Passphrase of the new member, typed by them
member-passphrase-again = The same once more
member-grant = May open sealed names
member-grant-hint = Only who can open them can let others: your own passphrase is asked for.
member-own-passphrase = Your own passphrase
member-add = Add member
member-added = { $name } is a member now.
job-members = Adding a member
choose-title = Who are you?
choose-hint = This file has several members. What you do is signed and written down under the name that you choose.
choose-acted = acted before
status-acting = acting: { $name }

# weights from verdicts
cmd-weights = Weights from verdicts…
weights-title = Weights from verdicts
weights-hint = What your verdicts on names would make of the weights that links are ranked by. Nothing changes until you take it, and every card keeps the weights that it was made with.
weights-shipped = In use: the weights as shipped.
weights-taken = In use: set { $number }, taken on { $date }, from { $accepted } accepted and { $rejected } rejected links.
weights-unfit = The weights that were taken don’t fit this version; those as shipped are in use.
weights-from = { $accepted } accepted and { $rejected } rejected links of names, { $left } left out
weights-missing = Too few to learn from. Still missing: { $accepted } accepted and { $rejected } rejected links of names.
weights-missing-apart = Too few to learn from. Still missing: { $accepted } accepted and { $rejected } rejected links of names, over { $parties } more names that no verdict ties to the others.
weights-whole = The whole weight times { $slope }, then { $shift } bits. What is not listed stays.
weights-field = What is compared
weights-now = bits now
weights-new = bits then
weights-seen = accepted
weights-held-out = { $pairs } verdicts, each weighed by a set that had not seen it
weights-check = What came out
weights-old-set = as shipped
weights-new-set = re-estimated
weights-precision = of links shown, right
weights-recall = of right links, shown
weights-contradicts = verdicts contradicted
weights-loss = bits of surprise per verdict
weights-share = { $mid } % ({ $low } to { $high })
weights-better = Better on verdicts that it had not seen.
weights-not-better = Not better on verdicts that it had not seen: better not taken.
weights-unrelated = The verdicts don’t follow the evidence: accepted links weigh no more than rejected ones. Better not taken.
weights-habit = A set learned from one team’s verdicts repeats that team’s habits. How often it links people of different origin falsely is not measured.
weights-why = Why (kept with the set)
weights-take = Take these weights
weights-drop = Back to the weights as shipped
job-weights = Working out weights
level-same = same
level-near = close
level-other = differs
level-part = in part the same
level-some = some words the same
level-building = same building
level-street = same street
level-about = about the same
level-area = same area
level-close = close
level-initial = initial fits
level-kin = like relatives
level-little = a little alike
level-local = same local number
level-mailbox = same mailbox name
level-much = much alike
level-named = both hold the name
level-parts = same parts
level-swapped = day and month swapped
level-year = a year off
