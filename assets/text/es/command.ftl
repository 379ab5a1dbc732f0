# What a commit did, for audit, undo and toasts. a, b, c …: the command's arguments.
command-file-new = Creó el archivo { $b } ({ $a })
command-import = Importó { $a } de { $b }
command-rejects-retry = Corrigió { $b } filas rechazadas de { $a }: { $d }
command-cells-reread = Reparó { $b } celdas de { $a }: { $c }
command-source-grade = Calificó { $a }: { $b }
command-source-label = Etiquetó { $a }
command-source-hold = Puso { $a } en cuarentena
command-source-release = Liberó { $a } de la cuarentena
command-entity-add = Añadió una entidad: { $a }
command-entity-rename = Renombró una entidad: { $a }
command-entity-remove = Quitó { $a }
command-fact-add = Añadió { $b } a { $a }
command-fact-retract = Retiró { $b } de { $a }
command-words-cite = Tomó { $a } de las palabras de un registro { $b }
command-victim-mark = Selló la identidad de una persona
command-link-add = Vinculó { $b } y { $c }: { $a }
command-link-edit = Cambió el vínculo de { $b } y { $c }
command-link-remove = Quitó el vínculo de { $b } y { $c }
command-event-add = Añadió un suceso: { $a } { $b }
command-event-edit = Cambió un suceso: { $a } { $b }
command-event-remove = Quitó un suceso: { $a } { $b }
command-decide-accept = Aceptó: { $a } y { $b }
command-decide-group = { $count ->
    [one] Aceptado 1 vínculo en torno a { $b }, con { $c } bits o más
   *[other] Aceptados juntos { $count } vínculos en torno a { $b }, con { $c } bits o más
}
command-decide-reject = Rechazó: { $a } y { $b }
command-decide-later = Aplazó: { $a } y { $b }
command-decide-never = Nunca lo mismo: { $a } y { $b }
command-decide-given = Decidido, el veredicto se muestra después de su segunda revisión: { $a } y { $b }
command-decide-given-group = { $count ->
    [one] Decidido 1 vínculo en torno a { $b }
   *[other] Decididos { $count } vínculos en torno a { $b }
}
command-look-accept = Segunda revisión, aceptado: { $a } y { $b }
command-look-reject = Segunda revisión, rechazado: { $a } y { $b }
command-look-later = Segunda revisión aplazada: { $a } y { $b }
command-look-never = Segunda revisión, nunca lo mismo: { $a } y { $b }
command-milestone-add = Añadió un hito: { $a } { $b }
command-milestone-edit = Cambió un hito: { $a } { $b }
command-milestone-complete = Cumplió un hito: { $a } { $b }
command-milestone-reopen = Reabrió un hito: { $a } { $b }
command-milestone-remove = Quitó un hito: { $a } { $b }
command-exclusion-add = Excluyó tiempo de { $b }: { $d } a { $e }
command-exclusion-remove = Volvió a contar tiempo de { $b }: { $d } a { $e }
command-task-add = Añadió una tarea: { $a }
command-task-finish = Cambió una tarea: { $a }
command-process-add = Añadió una diligencia: { $a } a { $b }
command-process-edit = Cambió una diligencia: { $a } a { $b }
command-chart-new = Creó el gráfico { $a }
command-chart-rename = Renombró un gráfico: { $a }
command-chart-remove = Quitó el gráfico { $a }
command-chart-place = Colocó { $b } en { $a }
command-chart-move = Movió { $b } en { $a }
command-chart-pin = Fijó { $b } en { $a }
command-chart-take_off = Sacó { $b } de { $a }
command-chart-filter = Filtró { $a }
command-chart-note_add = Escribió una nota en { $a }
command-chart-note_edit = Cambió una nota en { $a }
command-chart-note_move = Movió una nota en { $a }
command-chart-note_remove = Quitó una nota de { $a }
command-chart-note_item = Anotó algo junto a { $b } en { $a }
command-lead-call = Atendió la llamada { $a }
command-lead-dispose = Resolvió { $a }: { $b }
command-lead-promote = Trasladó { $a } avisos a { $b }
command-deconfliction-add = Anotó una consulta de coordinación: { $b } { $c }
command-seal-fact = Selló un valor: { $a }
command-purge-record = Purgó un registro según { $b }
command-vault-reveal = Abrió un valor sellado: { $b }
command-keys-kit = Hizo un juego de recuperación
command-keys-passphrase = Cambió su frase de la bóveda
command-keys-password = Cambió la contraseña del archivo
command-keys-member = Agregó a { $a } como miembro
command-keys-member-grant = Agregó a { $a } como miembro con acceso a los nombres sellados
command-parameters-take = Tomó los pesos { $a }, aprendidos de { $b } enlaces aceptados y { $c } rechazados
command-parameters-drop = Volvió de los pesos { $a } a los incluidos
command-setting-set = Puso { $a } en { $b }
command-library-use = Consulta la biblioteca { $a }
command-library-pull = Trae al caso la fila { $b } de la biblioteca { $a }
command-library-stop = Ya no consulta la biblioteca { $a }
command-export-register = Exportó { $a }
command-undo = Deshizo: { $a }
command-redo = Rehízo: { $a }
command-file-backup = Copia de seguridad en { $a }
command-map-keep = Se guardó el mapa propuesto { $a }
command-entities-kind = { $count ->
    [one] Puso el tipo de 1 entidad: { $b }
   *[other] Puso el tipo de { $count } entidades: { $b }
}
command-entities-fact = { $count ->
    [one] Añadió { $b } a 1 entidad
   *[other] Añadió { $b } a { $count } entidades
}
command-entities-retract = { $count ->
    [one] Retiró { $b } de 1 entidad
   *[other] Retiró { $b } de { $count } entidades
}
command-entities-remove = { $count ->
    [one] Quitó 1 entidad
   *[other] Quitó { $count } entidades
}
