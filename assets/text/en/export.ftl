# Words of drawings and exported files. Arguments are $a, $b, …; the first is also $count.

chart-names = { $count ->
    [one] 1 name
   *[other] { $count } names
}
chart-shared = shared by { $a }
chart-hidden = { $a } hidden
chart-confirmed-only = confirmed only
chart-as-of = as of { $a }
chart-unconfirmed = not confirmed
chart-denied = denied by a source
chart-note = Note
chart-proposed = proposed, not decided
chart-desc = Link chart of { $a } things and { $b } connections.

timeline-others = Others
timeline-as-of = { $a }
timeline-undated = { $count ->
    [one] 1 undated
   *[other] { $count } undated
}
timeline-nothing-known = nothing known of { $a }
timeline-desc = Timeline of { $a } dated and { $b } undated rows.

row-event = event
row-trigger = { $a }: starts
row-due = { $a }: due
row-done = { $a }: done
row-process = process
row-task = task

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

export-fictional = fictional sample
export-chart = Link chart
export-timeline = Timeline
export-packet = Prosecution packet
export-clocks = Clocks
export-commit = Commit
export-chain = Chain head
export-created = Created
export-recipient = For
export-audience = Labels held by the reader
export-audience-none = none
export-withheld = { $count ->
    [0] Nothing was left out for this audience.
    [one] 1 source was left out for this audience, with everything that rests on it alone.
   *[other] { $count } sources were left out for this audience, with everything that rests on them alone.
}
export-sealed = sealed
export-page = Page
export-of = of
export-none = none

report-what = What this is
report-what-text = A working paper from the case board: what the sources say, which links were accepted by whom and why, and what is due. A potential link is a proposal until a person accepts it; a potential victim is not a confirmed one. Victims appear by pseudonym.
report-caution = Dates are computed and no legal advice: verify with counsel.
report-date = Date
report-event = What happened
report-who = Who
report-source = Source
report-place = Place
report-certainty = Certainty
report-undated = Without a date
report-chronology = Chronology
report-chart = Chart
report-entities = Who and what
report-field = Field
report-value = Value
report-links = Links accepted
report-links-none = No link has been accepted yet.
report-why = Why
report-decided = Decided
report-weight = Weight
report-bits = bits
report-for = for
report-against = against
report-missing = not known
report-clocks = Clocks and milestones
report-clocks-none = No milestone is set.
report-due = Due
report-status = Status
report-authority = Authority
report-trigger = Starts
report-steps = How it was computed
report-sources = Sources
report-title = Title
report-agency = Agency
report-received = Received
report-file = File
report-rows = Rows
report-connections = Connections
report-names = Also named
report-aka = one with

check-format = It is a sidecar of this program
check-size = The file has its size
check-sha256 = The file has its SHA-256
check-stamp = The stamp inside agrees
check-signature = The signature is valid
check-chain = The case has this commit

# The recovery kit. Its key lines begin with their number; no other line may.
kit-title = Caseboard recovery kit
kit-made = Case file { $a }, made { $b }
kit-keep = Keep the print in a safe, away from the computer, and destroy the file that it was printed from. Whoever has it reads the case and every sealed identity that this member may open.
kit-file-key = Key of the file
kit-vault-key = Key of the vault of { $a }
