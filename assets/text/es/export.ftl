# Palabras de los dibujos y de los archivos exportados. Argumentos $a, $b, …; el primero es también $count.

chart-names = { $count ->
    [one] 1 nombre
   *[other] { $count } nombres
}
chart-shared = compartido por { $a }
chart-hidden = { $a } ocultos
chart-confirmed-only = solo lo confirmado
chart-as-of = al { $a }
chart-unconfirmed = sin confirmar
chart-denied = negado por una fuente
chart-note = Nota
chart-proposed = propuesto, sin decidir
chart-desc = Gráfico de vínculos: { $a } elementos y { $b } conexiones.

timeline-others = Otros
timeline-as-of = { $a }
timeline-undated = { $count ->
    [one] 1 sin fecha
   *[other] { $count } sin fecha
}
timeline-nothing-known = nada se sabe de { $a }
timeline-desc = Cronología: { $a } filas con fecha y { $b } sin fecha.

row-event = suceso
row-trigger = { $a }: comienza
row-due = { $a }: vence
row-done = { $a }: hecho
row-process = requerimiento
row-task = tarea

month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic

export-fictional = ejemplo ficticio
export-chart = Gráfico de vínculos
export-timeline = Cronología
export-packet = Expediente para la fiscalía
export-clocks = Plazos
export-commit = Cambio
export-chain = Cabeza de la cadena
export-created = Creado
export-recipient = Para
export-audience = Etiquetas que tiene el lector
export-audience-none = ninguna
export-withheld = { $count ->
    [0] Nada se omitió para este destinatario.
    [one] Se omitió 1 fuente para este destinatario, con todo lo que solo se apoya en ella.
   *[other] Se omitieron { $count } fuentes para este destinatario, con todo lo que solo se apoya en ellas.
}
export-sealed = sellado
export-page = Página
export-of = de
export-none = nada

report-what = Qué es esto
report-what-text = Un documento de trabajo del tablero: lo que dicen las fuentes, qué vínculos aceptó quién y por qué, y lo que vence. Un vínculo posible es una propuesta hasta que una persona lo acepta; una posible víctima no es una víctima confirmada. Las víctimas aparecen con seudónimo.
report-caution = Las fechas son calculadas y no son asesoría legal: verifíquelas con un abogado.
report-date = Fecha
report-event = Qué pasó
report-who = Quién
report-source = Fuente
report-place = Lugar
report-certainty = Certeza
report-undated = Sin fecha
report-chronology = Cronología
report-chart = Gráfico
report-entities = Quién y qué
report-field = Campo
report-value = Valor
report-links = Vínculos aceptados
report-links-none = Todavía no se ha aceptado ningún vínculo.
report-why = Por qué
report-decided = Decidido
report-weight = Peso
report-bits = bits
report-for = a favor
report-against = en contra
report-missing = no se sabe
report-clocks = Plazos e hitos
report-clocks-none = No hay ningún hito.
report-due = Vence
report-status = Estado
report-authority = Autoridad
report-trigger = Comienza
report-steps = Cómo se calculó
report-sources = Fuentes
report-title = Título
report-agency = Agencia
report-received = Recibido
report-file = Archivo
report-rows = Filas
report-connections = Conexiones
report-names = También llamado
report-aka = uno con

check-format = Es un acompañante de este programa
check-size = El archivo tiene su tamaño
check-sha256 = El archivo tiene su SHA-256
check-stamp = El sello interior coincide
check-signature = La firma es válida
check-chain = El caso tiene este cambio

# El juego de recuperación. Sus líneas de clave empiezan con su número; ninguna otra línea debe hacerlo.
kit-title = Juego de recuperación de Caseboard
kit-made = Archivo de caso { $a }, hecho { $b }
kit-keep = Guarde la impresión en una caja fuerte, lejos de la computadora, y destruya el archivo del que se imprimió. Quien la tenga lee el caso y toda identidad sellada que este miembro pueda abrir.
kit-file-key = Clave del archivo
kit-vault-key = Clave de la bóveda de { $a }
