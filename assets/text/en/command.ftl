# What a commit did, for audit, undo and toasts. a, b, c …: the command's arguments.
command-file-new = Made the file { $b } ({ $a })
command-import = Imported { $a } from { $b }
command-rejects-retry = Corrected { $b } rejected rows of { $a }: { $d }
command-cells-reread = Repaired { $b } cells of { $a }: { $c }
command-source-grade = Graded { $a }: { $b }
command-source-label = Labelled { $a }
command-source-hold = Put { $a } into quarantine
command-source-release = Released { $a } from quarantine
command-entity-add = Added an entity: { $a }
command-entity-rename = Renamed an entity: { $a }
command-entity-remove = Removed { $a }
command-fact-add = Added { $b } to { $a }
command-fact-retract = Took back { $b } of { $a }
command-words-cite = Took { $a } from the words of a record { $b }
command-victim-mark = Sealed the identity of a person
command-link-add = Linked { $b } and { $c }: { $a }
command-link-edit = Changed the link of { $b } and { $c }
command-link-remove = Removed the link of { $b } and { $c }
command-event-add = Added an event: { $a } { $b }
command-event-edit = Changed an event: { $a } { $b }
command-event-remove = Removed an event: { $a } { $b }
command-decide-accept = Accepted: { $a } and { $b }
command-decide-group = { $count ->
    [one] Accepted 1 link around { $b }, at { $c } bits or more
   *[other] Accepted { $count } links around { $b } together, at { $c } bits or more
}
command-decide-reject = Rejected: { $a } and { $b }
command-decide-later = Put off: { $a } and { $b }
command-decide-never = Never the same: { $a } and { $b }
command-decide-given = Decided, the verdict is shown after your second look: { $a } and { $b }
command-decide-given-group = { $count ->
    [one] Decided on 1 link around { $b }
   *[other] Decided on { $count } links around { $b }
}
command-look-accept = Second look, accepted: { $a } and { $b }
command-look-reject = Second look, rejected: { $a } and { $b }
command-look-later = Second look put off: { $a } and { $b }
command-look-never = Second look, never the same: { $a } and { $b }
command-milestone-add = Added a milestone: { $a } { $b }
command-milestone-edit = Changed a milestone: { $a } { $b }
command-milestone-complete = Completed a milestone: { $a } { $b }
command-milestone-reopen = Reopened a milestone: { $a } { $b }
command-milestone-remove = Removed a milestone: { $a } { $b }
command-exclusion-add = Excluded time from { $b }: { $d } to { $e }
command-exclusion-remove = Counted time again in { $b }: { $d } to { $e }
command-task-add = Added a task: { $a }
command-task-finish = Changed a task: { $a }
command-process-add = Added legal process: { $a } to { $b }
command-process-edit = Changed legal process: { $a } to { $b }
command-chart-new = Made the chart { $a }
command-chart-rename = Renamed a chart: { $a }
command-chart-remove = Removed the chart { $a }
command-chart-place = Placed { $b } on { $a }
command-chart-move = Moved { $b } on { $a }
command-chart-pin = Pinned { $b } on { $a }
command-chart-take_off = Took { $b } off { $a }
command-chart-filter = Filtered { $a }
command-chart-note_add = Wrote a note on { $a }
command-chart-note_edit = Changed a note on { $a }
command-chart-note_move = Moved a note on { $a }
command-chart-note_remove = Removed a note from { $a }
command-chart-note_item = Noted something beside { $b } on { $a }
command-lead-call = Took the call { $a }
command-lead-dispose = Disposed of { $a }: { $b }
command-lead-promote = Promoted { $a } leads to { $b }
command-deconfliction-add = Noted a deconfliction: { $b } { $c }
command-seal-fact = Sealed a value: { $a }
command-purge-record = Purged a record under { $b }
command-vault-reveal = Opened a sealed value: { $b }
command-keys-kit = Made a recovery kit
command-keys-passphrase = Changed the own vault passphrase
command-keys-password = Changed the password of the file
command-keys-member = Added the member { $a }
command-keys-member-grant = Added the member { $a }, who may open sealed names
command-parameters-take = Took the weights { $a }, learned from { $b } accepted and { $c } rejected links
command-parameters-drop = Went back from the weights { $a } to those as shipped
command-setting-set = Set { $a } to { $b }
command-library-use = Looks into the library { $a }
command-library-pull = Pulls row { $b } of the library { $a } into the case
command-library-stop = No longer looks into the library { $a }
command-export-register = Exported { $a }
command-undo = Took back: { $a }
command-redo = Brought back: { $a }
command-file-backup = Backed up to { $a }
command-map-keep = Kept the proposed map { $a }
command-entities-kind = { $count ->
    [one] Set the kind of 1 entity: { $b }
   *[other] Set the kind of { $count } entities: { $b }
}
command-entities-fact = { $count ->
    [one] Added { $b } to 1 entity
   *[other] Added { $b } to { $count } entities
}
command-entities-retract = { $count ->
    [one] Took back { $b } of 1 entity
   *[other] Took back { $b } of { $count } entities
}
command-entities-remove = { $count ->
    [one] Removed 1 entity
   *[other] Removed { $count } entities
}
