# Words of the window. An argument named count chooses the plural.

# frame
fictional-sample = muestra ficticia
file-case = caso
file-desk = mesa
file-provider = proveedor
read-only = solo lectura: escribe { $who }
vault-open = bóveda abierta
vault-closed = bóveda cerrada
rail-investigate = Investigar
rail-prosecute = Acusar
rail-record = Registro
screen-inbox = Entrada
screen-links = Vínculos
screen-chart = Diagrama
screen-entities = Entidades
screen-sources = Fuentes
screen-timeline = Cronología
screen-milestones = Hitos
screen-audit = Auditoría
screen-gallery = Galería de piezas
status-commit = Cambio { $n }
status-verified = Cambio { $n } · cadena verificada { $at }
status-broken = Cambio { $n } · cadena rota, revisada { $at }
status-counts = { $records } registros · { $entities } entidades · { $links } vínculos · { $events } hechos
rows-to-repair = { $count ->
    [one] 1 fila por reparar
   *[other] { $count } filas por reparar
}
status-undo = Deshacer: { $what }
done-undo = { $what } · { $keys } lo deshace
cancel = Cancelar
close = Cerrar
remedy = Qué hacer: { $what }
locked = Bloqueado. Nada del caso está en la memoria.
password = Contraseña de este archivo
unlock = Desbloquear
unlocking = Probando la contraseña…
exported = Se escribió { $file } · SHA-256 { $hash }…
verified-well = La cadena se sostiene: todo pasó la revisión.
verified-ill = { $count ->
    [one] 1 revisión falló
   *[other] { $count } revisiones fallaron
}
imported = { $count ->
    [one] 1 archivo: { $rows } filas, { $staged } admitidas, { $already } ya estaban, { $rejected } rechazadas
   *[other] { $count } archivos: { $rows } filas, { $staged } admitidas, { $already } ya estaban, { $rejected } rechazadas
}
job-reading = Leyendo
job-drawing = Dibujando la página
job-surfacing = Buscando vínculos
job-searching = Buscando
job-path = Buscando el camino
job-layout = Ordenando
job-clocks = Calculando plazos
job-history = Leyendo la historia
job-verifying = Verificando la cadena
job-map = Proponiendo un mapa de columnas
job-vault = Abriendo la bóveda
job-importing = Importando
job-exporting = Escribiendo

# commands
cmd-accept = Aceptar el vínculo
cmd-reject = Rechazar el vínculo
cmd-never = Nunca lo mismo
cmd-later = Decidir después
cmd-pull = Traer el registro público al caso
cmd-new-chart = Diagrama nuevo
cmd-place = Poner en el diagrama
cmd-note = Nota
cmd-expand = Expandir
cmd-collapse = Plegar lo expandido
cmd-path = Camino
cmd-why = Por qué
cmd-pin = Fijar
cmd-layout = Ordenar por fuerzas
cmd-fit = Encuadrar
cmd-take-off = Quitar del diagrama
cmd-select-all = Seleccionar todo
cmd-confirmed-only = Solo confirmados
cmd-take-call = Atender una llamada
call-go-on = Seguir con la llamada
cmd-add-milestone = Agregar un hito
cmd-next = Siguiente
cmd-previous = Anterior
cmd-go-inbox = Ir a Entrada
cmd-go-links = Ir a Vínculos
cmd-go-chart = Ir a Diagrama
cmd-go-entities = Ir a Entidades
cmd-go-sources = Ir a Fuentes
cmd-go-timeline = Ir a Cronología
cmd-go-milestones = Ir a Hitos
cmd-go-audit = Ir a Auditoría
cmd-go-gallery = Ir a la galería de piezas
cmd-search = Buscar
cmd-palette = Todos los comandos
cmd-help = Teclas
cmd-undo = Deshacer
cmd-redo = Rehacer
cmd-undo-case = Deshacer el último cambio del caso
cmd-back = Atrás
cmd-forward = Adelante
back-to = Volver a { $name }
cmd-import = Importar
cmd-export = Exportar
cmd-verify = Verificar la cadena
cmd-lock = Bloquear
cmd-close-vault = Cerrar la bóveda
cmd-theme-light = Tema claro
cmd-theme-dark = Tema oscuro
cmd-theme-contrast = Alto contraste
cmd-language-en = Inglés
cmd-language-es = Español
cmd-motion = Menos movimiento, sí o no
cmd-beside-morning = Abrir Mañana al lado
cmd-beside-inbox = Abrir Entrada al lado
cmd-beside-links = Abrir Vínculos al lado
cmd-beside-chart = Abrir Diagrama al lado
cmd-beside-entities = Abrir Entidades al lado
cmd-beside-sources = Abrir Fuentes al lado
cmd-beside-timeline = Abrir Cronología al lado
cmd-beside-milestones = Abrir Hitos al lado
cmd-beside-audit = Abrir Auditoría al lado
cmd-arrange-investigate = Espacio de trabajo: investigar
cmd-arrange-prosecute = Espacio de trabajo: acusar
cmd-arrange-coordinate = Espacio de trabajo: coordinar
cmd-next-pane = Panel siguiente
cmd-close-pane = Cerrar este panel
pane-named = { $name }, un panel
pane-close = Cerrar el panel { $name }
pane-hint = Arrástrelo al lado de otro panel para ponerlo ahí, o sobre su pestaña para ponerlo detrás.
rail-hint = Ctrl y un clic lo abren al lado de este
about-selected = trata de lo seleccionado
cmd-rail = Barra angosta o ancha
cmd-inspector = Inspector, sí o no
cmd-zoom-in = Más grande
cmd-zoom-out = Más pequeño
cmd-zoom-reset = Tamaño normal
everywhere = En todas partes
search-hint = Buscar nombres, teléfonos, placas, lugares
search-nothing = Nada encontrado. Pruebe parte de un nombre, teléfono o placa.
palette-hint = ¿Qué quiere hacer?
records = Registros

# inspector
inspector = Nada seleccionado
inspector-empty = Nada seleccionado
inspector-empty-hint = Elija un registro, un vínculo o una entidad: aquí está cada dato con su fuente.
by-hand = a mano
row-n = fila { $n }
open-named = Abrir { $name }
n-names = { $count ->
    [one] 1 nombre
   *[other] { $count } nombres
}
n-sources = { $count ->
    [one] 1 fuente
   *[other] { $count } fuentes
}
potential-not-confirmed = posible, sin confirmar
place-on-chart = Poner en el diagrama
add-fact = Agregar un dato
add-link = Agregar un vínculo
mark-victim = Marcar como posible víctima
mark-victim-hint = Da un seudónimo; los nombres se sellan
sources-differ = las fuentes difieren
retract = retirar
sealed = sellado
reveal-named = Revelar { $name }: pide una frase clave y queda registrado
linked-to = Vinculado con
why-one = ¿Por qué uno solo?
take-apart = Separar
take-apart-hint = Retira este veredicto; cada dato queda con el lado del que vino
clocks-on-this = Plazos sobre esto
named-in = Nombrado en
gone = Ya no está
received = Recibido
source = Fuente
grading = Calificación
not-graded = sin calificar
call-back = Devolver llamada
callback-unsafe = no es seguro devolver la llamada
no-consent-to-contact = sin consentimiento de contacto
lead-child = hay un menor
lead-danger = peligro
lead-movement = a punto de ser trasladados
as-received = Como se recibió
n-columns = { $count ->
    [one] 1 columna
   *[other] { $count } columnas
}
why-linked = ¿Por qué vinculado?
remove-link = Quitar este vínculo
remove-event = Quitar este hecho
when = Cuándo
where = Dónde
source-file = Archivo
source-agency = Agencia
legal-basis = Base legal
labels = Etiquetas
map = Mapa de columnas
sha256 = SHA-256
quarantine = Retenida
its-records = Sus registros
subject = Sobre
owner = Responsable
done-on = Hecho el
evidence = Prueba
note = Nota
undated = sin fecha

# links
links-title = Vínculos por decidir
links-decided = decididos
links-too-common = demasiado común
links-public = registros públicos
links-decided-head = Decidido antes
links-second = segunda revisión
links-second-hint = Lo que otros decidieron y cuyo veredicto no ha visto
links-disagree = en desacuerdo
links-disagree-hint = Donde una segunda revisión difiere de la decisión vigente
look-band = Otra persona ya decidió esto. Mire la misma ficha y diga lo que usted diría: el veredicto se muestra después del suyo, y el suyo no cambia ningún grupo.
look-changes-nothing = Su segunda revisión no cambia ningún grupo. El primer veredicto, su razón y su autor se muestran cuando haya dado el suyo.
look-agree-hint = Ambos veredictos quedan registrados y no queda nada por resolver.
look-none = Nada espera su segunda revisión
look-none-hint = Lo que otros decidan aparece aquí, lo más antiguo primero.
look-kept = Guardando su veredicto
look-agree = coinciden
look-differ = difieren
look-first = Primero, por { $who }, { $day }
look-second = Segundo, por { $who }, { $day }
look-no-reason = No se dio ninguna razón.
look-next = Siguiente
look-settle = Resolver
disagree-none = No hay dos veredictos que difieran
disagree-none-hint = Donde una segunda revisión difiere de la decisión vigente, aparece aquí hasta que alguien decida de nuevo.
disagree-hint = El primer veredicto vale hasta que alguien decida de nuevo, con una razón. Sea cual sea, ambos veredictos quedan registrados.
why-settles = Por qué (necesario: dos veredictos difieren)
why-settles-now = ¿Por qué { $verdict }? Intro decide
agreement-said = { $n } revisados dos veces: { $mid } % coinciden ({ $low } a { $high } %), kappa { $kappa }
agreement-hint = El segundo veredicto se da sin ver el primero; cada vínculo cuenta una vez, los veredictos como se dieron, aplazado no es ninguno. Kappa (Cohen 1960): 1 = siempre igual, 0 = como por azar. Intervalo del 95 % (Wilson).
links-running = Buscando vínculos
links-running-hint = Los registros se comparan en segundo plano. Puede seguir trabajando.
cmd-accept-group = Aceptar juntos…
group-title = Aceptar juntos
group-line = el más fuerte de { $pairs } pares entre { $names } { $what }
group-band = { $names } { $what } van juntos; este es el más fuerte de los { $pairs } pares entre ellos que esperan.
group-hint = { $names } { $what } van juntos: surgieron { $pairs } de los { $all } pares entre ellos. Diga cuán seguro debe ser un vínculo; abajo ve cuáles se aceptarían, y ninguno antes de que acepte. Cada uno conserva su propia ficha y se puede retirar por sí solo.
group-least = Solo vínculos de al menos tantos bits
group-why = Por qué (se guarda con cada decisión)
group-against = { $count ->
    [one] Habla en contra
   *[other] Habla en contra, lo más fuerte de { $count }
}
group-counts = { $count ->
    [0] Ningún vínculo es tan fuerte.
    [one] 1 vínculo uniría { $names } { $what } en { $into }; { $left } quedan como están.
   *[other] { $count } vínculos unirían { $names } { $what } en { $into }; { $left } quedan como están.
}
group-of-same = nombres
group-of-connected = registros
group-stays = queda
group-accept = Aceptar estos vínculos
links-none = No queda nada por decidir aquí
links-none-hint = Los registros nuevos traen candidatos. Vea lo decidido, o importe más.
too-common-title = Valores que demasiados comparten
too-common-hint = Agentes, moteles, conmutadores: un valor que tantos comparten no vincula a nadie por sí solo.
in-n-records = { $count ->
    [one] en 1 registro
   *[other] en { $count } registros
}
candidate-same = mismo
candidate-connected = conectado
candidate-pattern = patrón
question-same = ¿Son la misma parte ({ $kind })?
question-connected = ¿Hablan de lo mismo?
question-public = Un registro público: { $name }, fila { $row }
found-by = hallado por { $how } · parámetros { $n }
accept-same = El mismo
accept-connected = Conectados
accept-pattern = Encaja
reject-pattern = No encaja
verdict-reject = No es lo mismo
verdict-never = Nunca
verdict-later = Después
verdict-was-accept = aceptado
verdict-was-reject = rechazado
verdict-was-never = nunca
verdict-was-later = pospuesto
why-hint = Por qué (queda con el veredicto)
estimate-said = { $bits } bits y más: el { $mid } % de { $decided } decididos se aceptó ({ $low } a { $high } %)
estimate-recall = , cerca del { $recall } % de todos los correctos
estimate-hint = Se deciden primero los enlaces fuertes: no es una muestra al azar. Intervalo del 95 %.
decided-note = { $verdict } el { $date }. { $why }
nothing-merges = Nada se une hasta que usted lo diga. Cada lado conserva sus registros.
public-record = registro público
public-pull = Traer al caso
public-pulled = ya está en el caso
public-context = Contexto, no sospecha: un registro nombra a muchos, y estar en él no significa nada por sí solo.
public-none = Ningún registro público está cerca de este caso
elsewhere-same = en otra parte: { $file } (caso { $number }) quizá tiene la misma parte, por { $reason } ({ $n }×; aquí { $records }); llame a { $owner }
elsewhere-connected = en otra parte: { $file } (caso { $number }) nombra lo mismo: { $reason } ({ $n }×; aquí { $records }); llame a { $owner }
library-missing = Falta la biblioteca { $name } en este equipo: agréguela otra vez.
library-changed = La biblioteca { $name } ya no es la que usa este caso.
library-unreadable = Ningún mapa conocido lee la biblioteca { $name }.
why-in-bits = Por qué, en bits
bits = bits
sum = suma
against-it = En contra
nothing-against = No se halló razón en contra.
missing = Falta de un lado
would-settle = Qué lo resolvería
would-settle-field = Un { $field } de cualquiera de los lados.
contradictions = Contradiría

# chart
chart-none = Aún no hay diagrama
chart-none-hint = { $key } crea uno. O ponga una entidad desde el inspector.
chart-empty = Aún no hay nada en este diagrama
chart-empty-hint = { $key } pone una entidad; doble clic la expande, o escribe una nota donde no hay nada.
chart-of = Red de { $name }
chart-canvas = Diagrama { $title }: las flechas van de figura en figura
n-hidden = { $count ->
    [one] 1 oculta
   *[other] { $count } ocultas
}
n-selected = { $count ->
    [one] 1 seleccionada
   *[other] { $count } seleccionadas
}
hidden = oculto
minimap = Mapa pequeño
brush = Rango de meses: arrastre para elegir
no-dated-links = { $count ->
    [one] 1 vínculo sin fecha, ninguno fechado
   *[other] { $count } vínculos sin fecha, ninguno fechado
}
n-undated = { $count ->
    [one] 1 sin fecha
   *[other] { $count } sin fecha
}
day-hint = aaaa-mm-dd
all-dates = Todas las fechas
why-linked-two = ¿Por qué { $a } está vinculado con { $b }?
path-none = No se conoce camino entre ellos.
n-hops = { $count ->
    [one] 1 paso
   *[other] { $count } pasos
}
place-path = { $count ->
    [one] Poner 1 más en el diagrama
   *[other] Poner { $count } más en el diagrama
}
place-hint = ¿A quién o qué poner?
place-n = { $count ->
    [one] Poner 1
   *[other] Poner { $count }
}
expand-which = ¿Qué vecinos de { $name }?
title = Título
create = Crear

# inbox
inbox-title = Lo que llegó
inbox-none = Aún no ha llegado nada
inbox-none-hint = Suelte archivos en cualquier lugar, o pulse { $key } para importar.
inbox-choose = Elija un registro
inbox-choose-hint = J y K bajan y suben.
rejected = por reparar
leads-open = pistas abiertas
lead-title = ¿Qué pasa con esta pista?
ask-callback = ¿Es seguro devolver la llamada?
ask-consent = ¿Consiente que se le contacte?
ask-child = ¿Hay un menor?
ask-danger = ¿Alguien está en peligro ahora?
ask-movement = ¿Están por trasladar trabajadores?
answer-yes = sí
answer-no = no
answer-unknown = se desconoce
promoted-to = Trasladada a { $case }
disposed = { $what }, por { $who } el { $date }: { $why }
disposition = Resolución
reason = Motivo
reviewer = Revisor
dispose = Registrar la resolución
call-title = Una llamada
call-key = Número
call-narrative = Lo que se dijo, en palabras de quien llama
call-save = Guardar la llamada
language = Idioma
throw-away = Descartar
kept-as-draft = Lo que escribe se guarda al escribir.
draft-kept = No se guardó. Lo que escribió se conserva y estará ahí cuando lo abra otra vez: { $title }
draft-anew = Empezar de nuevo
draft-found = Se conserva lo que escribió aquí antes.

# entities, sources, audit
entities-title = ¿Quién y qué se nombra?
entities-none = Aún no se nombra a nadie
entities-none-hint = Las entidades vienen de registros importados o se crean a mano.
nothing-fits = Nada cumple este filtro
nothing-fits-hint = Quite una palabra o una faceta.
filter-hint = Filtrar por nombre
column-name = Nombre
column-kind = Tipo
column-records = Registros
column-facts = Datos
column-links = Vínculos
sort-by = Ordenar por { $column }
sources-title = ¿De dónde viene y cuánto se le puede creer?
sources-none = Aún no hay fuentes
sources-none-hint = Importe un archivo, atienda una llamada o suelte archivos aquí.
column-source = Fuente
column-agency = Agencia
column-received = Recibida
column-grading = Calificación
column-staged = Admitidas
column-already = Ya estaban
column-rejected = Rechazadas
column-hold = Cuarentena
grade-reliability = Fiabilidad de la fuente
grade-credibility = Credibilidad de la información
hold = Retener
hold-hint = La excluye de la búsqueda hasta liberarla
hold-reason = Retenida para revisión
release = Liberar
worklist = Por reparar
worklist-none = Nada por reparar
worklist-none-hint = Cada fila de cada fuente encontró su lugar.
n-rows = { $count ->
    [one] 1 fila
   *[other] { $count } filas
}
n-more = { $count } más, sin mostrar
rows-sealed = { $count } con celdas selladas
rows-sealed-hint = Las filas con celdas selladas necesitan la bóveda abierta: abra antes una de sus celdas.
expected-found = Se esperaba { $expected }; se halló { $found }
repair = Reparación
repair-none = ninguna, solo reintentar
repair-set = poner un valor en la columna
repair-replace = cambiar un valor por otro
repair-date-order = elegir el orden de día y mes
repair-column = Columna
repair-value = Valor nuevo
repair-from = Valor en el archivo
repair-to = Valor nuevo
repair-order = Orden
order-mdy = mes, día, año
order-dmy = día, mes, año
order-ymd = año, mes, día
repair-why = Por qué es correcta (se guarda junto a la celda)
retry-row = Reintentar esta fila
retry-group = { $count ->
    [one] Reintentar la fila
   *[other] Reintentar las { $count }
}
retried = { $staged } admitidas, { $already } ya estaban, { $rejected } aún por reparar
reread = { $read } filas leídas, { $rejected } aún por reparar, { $kept } valores que alguien cambió, intactos
cells-unread = celdas en el tablero, sin leer
cells-unread-hint = Las filas están en el tablero; estas celdas figuran tal como se recibieron. Una reparación las lee de nuevo y cambia solo lo que se sigue de ellas.
write-out-to = Escribir en
write-out = Escribir…
write-out-hint = Una tabla con motivo, columna y remedio; corregida, se puede importar
corrected-by = Corregido a «{ $text }» por { $member }, { $day }: { $why }
audit-title = ¿Quién cambió qué?
audit-none = Leyendo la historia
audit-none-hint = Cada cambio es un eslabón firmado de una cadena.
show-more = Mostrar más
checks = Revisiones
of-an-older-commit = de un cambio anterior
check-ok = se sostiene
check-failed = falla
column-number = N.º
column-when = Cuándo
column-who = Quién
column-what = Qué
column-chain = Cadena
undoes = deshace { $n }
undone-by = deshecho por { $n }

# timeline, milestones
timeline-title = ¿Qué pasó y cuándo?
timeline-running = La cronología se está preparando
timeline-running-hint = Aparece sola.
timeline-cut = La imagen contiene las primeras { $n } de { $all } filas. Acote las fechas o seleccione a alguien; la lista de abajo las tiene todas.
timeline-none = Aún nada tiene fecha
timeline-none-hint = Los hechos vienen con los registros o se agregan a mano.
n-events = { $count ->
    [one] 1 fila
   *[other] { $count } filas
}
lanes-entity = por persona y empresa
lanes-kind = por tipo
lanes-agency = por agencia
lanes-none = un carril
only-selected = solo lo seleccionado
chronology = Cronología
from = Desde
to = Hasta
milestones-title = ¿Qué debe pasar y para cuándo?
milestones-none = Aún no hay hitos
milestones-none-hint = { $key } agrega uno por su regla; la fecha se calcula al escribir.
milestones-choose = Elija un hito
milestones-choose-hint = Muestra cómo se calculó su fecha, día por día.
clock-overdue = vencido
clock-soon = pronto
clock-running = corriendo
clock-tolled = tiempo excluido
clock-not-started = no iniciado
clock-untimed = sin días en la ley
clock-done = hecho
clock-done-late = hecho tarde
clock-dropped = abandonado
days = { $count ->
    [one] 1 día
   *[other] { $count } días
}
years = { $count ->
    [one] 1 año
   *[other] { $count } años
}
overdue-by = { $days } tarde
how-computed = Cómo se calculó { $date }
not-computed = Aún no se puede calcular la fecha
warn-on = Avisa desde { $date }
unconfirmed-rule = Sin comprobar en el texto citado: { $what }
as-of = Al día
today = Hoy
completion = ¿Está hecho?
done-with = Hecho el { $date }: { $evidence }
reopen = Reabrir
evidence-wanted = Qué lo demuestra: { $what }
evidence-hint = Entrada del expediente, número, carta
complete = Marcar como hecho
remove = Quitar
exclusions = Tiempo que no cuenta
remove-exclusion = Quitar exclusión { $kind }
add-exclusion = Agregar tiempo excluido
docket = Expediente
finding = Resolución del tribunal
add-milestone-title = ¿Qué regla, desde qué día?
rule = Regla
rule-hint = Escriba un número, una palabra o una norma
title-hint = Vacío = el título de la regla
trigger-date = Día en que empieza
own-length = Plazo fijado por orden
fixed-due = Fecha fijada por orden
about = Sobre { $name }

# forms
import-title = Importar archivos
import-hint = CSV, XLSX, JSON, texto, PDF, DOCX, correo, imágenes. El original se guarda como llegó; el mismo archivo otra vez no agrega nada.
choose-files = Elegir archivos…
no-file-dialog = Este escritorio no ofrece diálogo de archivos: escriba las rutas.
paths = Rutas, una por línea
map-hint = Vacío = el que mejor corresponda
export-title = Exportar
export-what = Qué
export-links = Vínculos
export-path = Archivo
export-formats = Terminaciones: { $formats }
recipient = Para quién
fact-title = Un dato sobre { $name }
field = Campo
value = Valor
date = Fecha
date-hint = 2025-04-12, 2025-04, 2025~, 2025-04/2025-06
certainty = Certeza
certainty-stated = declarado
certainty-confirmed = confirmado
certainty-probable = probable
certainty-possible = posible
certainty-denied = negado
link-title = Un vínculo desde { $name }
link-kind = Tipo de vínculo
link-to = Hacia
kind = Tipo
reveal-title = ¿Revelar { $name }?
reveal-hint = Queda registrado antes de mostrarse, con su nombre y motivo. Al cerrar la bóveda se oculta.
passphrase = Su frase clave de la bóveda
reveal-why = Para qué se necesita
reveal = Revelar

# words of the field
kind-company = Empleador
kind-person = Persona
kind-victim = Víctima
kind-worksite = Lugar de trabajo
kind-housing = Vivienda
kind-vehicle = Vehículo
kind-plate = Placa
kind-phone = Teléfono
kind-email = Correo
kind-account = Cuenta
kind-fein = FEIN
kind-address = Dirección
kind-money = Monto
kind-filing = Expediente
kind-record = Registro
link-called = llamó a
link-contracts_with = contrata con
link-has_account = tiene cuenta
link-has_email = tiene correo
link-has_fein = tiene FEIN
link-has_filing = tiene expediente
link-has_phone = tiene teléfono
link-has_plate = tiene placa
link-housed_at = alojado en
link-located_at = ubicado en
link-operates = opera
link-owns = posee
link-paid = pagó a
link-recruited_by = reclutado por
link-recruits_for = recluta para
link-related_to = relacionado con
link-represents = representa a
link-supervises = supervisa a
link-transported_by = transportado por
link-works_at = trabaja en
link-works_for = trabaja para
link-back-called = llamado por
link-back-contracts_with = contrata con
link-back-has_account = cuenta de
link-back-has_email = correo de
link-back-has_fein = FEIN de
link-back-has_filing = expediente de
link-back-has_phone = teléfono de
link-back-has_plate = placa de
link-back-housed_at = aloja a
link-back-located_at = ubicación de
link-back-operates = operado por
link-back-owns = propiedad de
link-back-paid = pagado por
link-back-recruited_by = reclutó a
link-back-recruits_for = su reclutador
link-back-related_to = relacionado con
link-back-represents = representado por
link-back-supervises = supervisado por
link-back-transported_by = transporta a
link-back-works_at = trabajadores
link-back-works_for = emplea a
field-prior = previo
field-name = nombre
field-date = fecha
field-employer = empleador
field-recruiter = reclutador
field-narrative = relato
field-label = nombre en el tablero
field-kind = tipo
field-pseudonym = seudónimo
field-dba = nombre comercial
field-amount = monto
field-alias = alias
field-phone = teléfono
field-address = calle
field-city = ciudad
field-county = condado
field-state = estado
field-zip = código postal
field-owner = dueño
field-industry = industria
field-rivals = otros igual de cercanos
field-fein = FEIN
field-email = correo
field-plate = placa
field-birth_date = fecha de nacimiento
field-language = idioma
field-nationality = nacionalidad
field-title = título
field-status = estado
field-decided = decidido
field-workers = trabajadores
field-violations = infracciones
field-units = unidades
field-occupancy = ocupantes
field-provider = proveedor
field-color = color
field-make = marca
field-vin = VIN
field-back_wages_agreed = salarios acordados
field-amount_claimed = monto reclamado
field-workers_requested = trabajadores solicitados
field-workers_certified = trabajadores certificados
field-action = medida
field-amount_assessed = monto determinado
field-amount_paid = monto pagado
field-amount_verified = monto verificado
field-award = laudo
field-award_with_costs = laudo con costas
field-complaint = queja
field-country = país
field-crop = cultivo
field-debarred_until = inhabilitado hasta
field-debt_charged = deuda cobrada
field-district = distrito
field-duration = duración
field-flsa_cl_violations = infracciones de trabajo infantil (FLSA)
field-flsa_violations = infracciones FLSA
field-h2a_back_wages = salarios adeudados H-2A
field-h2a_violations = infracciones H-2A
field-h2b_back_wages = salarios adeudados H-2B
field-h2b_violations = infracciones H-2B
field-inspection_type = tipo de inspección
field-job = puesto
field-job_order = orden de trabajo
field-judgment_wages = salarios en la sentencia
field-migrant = migrante
field-minimum_wage_back_wages = salario mínimo adeudado
field-minors_in_violation = menores en infracción
field-mspa_back_wages = salarios adeudados MSPA
field-mspa_violations = infracciones MSPA
field-naics = NAICS
field-note = nota
field-organization = organización
field-overtime_back_wages = horas extra adeudadas
field-pay = paga
field-pay_unit = unidad de paga
field-penalties = multas
field-penalty_assessed = multa impuesta
field-prevailing_wage = salario prevaleciente
field-program = programa
field-province = provincia
field-repeat_violator = reincidente
field-retaliation_back_wages = salarios por represalia
field-state_of_origin = estado de origen
field-type = tipo
field-violation = infracción
field-wages_collected = salarios cobrados
field-wages_ordered = salarios ordenados
field-workers_affected = trabajadores afectados
field-workers_owed = trabajadores acreedores
field-worksite_city = ciudad del lugar de trabajo
field-worksite_county = condado del lugar de trabajo
field-worksite_state = estado del lugar de trabajo
record-tip = aviso
record-referral = remisión
record-disclosure = solicitud laboral
record-housing = vivienda
record-recruiter = lista de reclutadores
record-debarment = inhabilitación
record-wage_claim = reclamo salarial
record-compliance_action = caso de salarios
record-call = llamada
record-narrative = narración
record-scan = escaneo
record-picture = imagen
record-client = cliente
record-complaint = queja
record-incident = incidente
record-inspection = inspección
record-judgment = sentencia
record-party = parte
record-registration = registro mercantil
status-staged = admitido
status-rejected = por reparar
status-gone = ya no está en la fuente
status-superseded = reemplazado por una entrega posterior
reliability-a = fiable
reliability-b = generalmente fiable
reliability-c = bastante fiable
reliability-d = generalmente no fiable
reliability-e = no fiable
reliability-f = no se puede juzgar
credibility-1 = confirmado
credibility-2 = probablemente cierto
credibility-3 = posiblemente cierto
credibility-4 = dudoso
credibility-5 = improbable
credibility-6 = no se puede juzgar
season-21 = primavera de
season-22 = verano de
season-23 = otoño de
season-24 = invierno de
exclusion-toll = tiempo suspendido
exclusion-h1a = examen mental
exclusion-h1b = otros cargos
exclusion-h1c = apelación interlocutoria
exclusion-h1d = moción previa al juicio
exclusion-h1e = traslado
exclusion-h1f = transporte, 10 días
exclusion-h1g = acuerdo en estudio
exclusion-h1h = bajo deliberación, 30 días
exclusion-h2 = acusación diferida
exclusion-h3 = acusado o testigo ausente
exclusion-h4 = incapaz
exclusion-h5 = desestimado y acusado de nuevo
exclusion-h6 = coacusado unido
exclusion-h7 = fines de la justicia
exclusion-h8 = prueba extranjera, 1 año
gallery-plain = sencillo
gallery-accent = elegido
gallery-for = a favor
gallery-against = en contra
gallery-soon = pronto
gallery-sealed = sellado

# formularios
save = Guardar
key-enter = Intro
key-ctrl-enter = Ctrl Intro
key-escape = Esc
edit-dots = Cambiar…
remove-dots = Quitar…
rename = Renombrar…
role = Papel
who = Quién participó
take-out = Quitar a { $name }
source-said = Fuente que lo dice
edit-title = Cambiar: { $name }
remove-title = ¿Quitar { $name }?
rename-title = Renombrar { $name }
entity-title = ¿Quién o qué es nuevo?
entity-label = Nombre o valor
entity-label-help = Un nombre como está escrito, o el número, la placa o la dirección misma.
attach-to = Atribuir a { $name }
there-already = Ya existen. Atribuya las palabras a una de estas:
remove-entity-note = Sus datos y vínculos se van con ello. Ctrl Z lo devuelve todo.
event-title = ¿Qué pasó y cuándo?
event-title-help = Vacío = las palabras de su tipo
add-event = Añadir un suceso
when-help = 2025-04-12, 2025-04, spring 2025, about 2024, 2025-04/2025-06, since May 2025. ~ aproximado, ? dudoso.
when-undated = Vacío = sin fecha: se lista aparte.
when-understood = { $words }: del { $from } al { $to }, se guarda como { $edtf }
when-unread = Todavía no es una fecha
seal = Sellar
seal-dots = Sellar un valor…
seal-title = Sellar un valor de { $name }
seal-note = El valor se cifra dondequiera que esté el mismo texto. No se puede deshacer; se puede revelar, y eso queda anotado.
purge = Depurar
purge-dots = Depurar…
purge-title = Depurar { $name }
purge-note = Vacía el registro para siempre, también en toda vista pasada. No se puede deshacer. Las copias anteriores lo conservan.
authority = Autoridad
authority-help = 28 CFR 23.20(h), una cancelación, una orden judicial con su número
reliability = Fiabilidad de la fuente
credibility = Credibilidad de lo que dice
grade-title = ¿Cuánto se puede confiar en { $name }?
grade-dots = Calificar…
label-title = Etiquetas de { $name }
label-note = Todo lo que descansa en esta fuente lleva sus etiquetas. Una exportación omite lo que su público no debe tener.
label-dots = Etiquetas…
hold-title = Retener { $name }
hold-note = Queda en el archivo y fuera de hallazgos, gráficos y exportaciones hasta que una persona lo libere.
hold-dots = Retener…
original-dots = Guardar original como…
settings-title = Ajustes de este archivo
setting-title = Título
setting-case-number = Número de caso
setting-owner = Responsable
setting-stage = Etapa
setting-jurisdiction = Jurisdicción (us, nm)
setting-time-zone = Zona horaria
setting-time-zone-help = Como America/Denver
setting-idle-lock = Bloquear tras minutos
setting-idle-lock-help = De 1 a 30
setting-legal-hold = Retención legal
setting-legal-hold-help = Mientras haya aquí una razón, nada se puede depurar.
remove-chart-note = Solo se va el gráfico; lo que muestra se queda. Ctrl Z lo devuelve.
note-title = ¿Qué se anota en { $name }?
note-beside-title = ¿Qué se anota junto a { $name }?
note-help = Está en el diagrama y en sus exportaciones: un seudónimo, nunca el nombre de una víctima.
note-beside-help = Está en el diagrama y en sus exportaciones: un seudónimo, nunca el nombre de una víctima. Vacía, desaparece.
tab-clocks = Plazos
tab-tasks = Tareas
tab-process = Proceso legal
task-list = ¿Qué hay que hacer y quién lo hace?
task-title = ¿Qué hay que hacer?
task-what = Tarea
task-due = Para el
task-finish = Hecha
task-drop = Dejar
task-dropped = dejada
task-none = Todavía no hay tareas
task-none-hint = { $key } añade una; puede tratar de una entidad seleccionada.
add-task = Añadir una tarea
no-date = sin fecha
process-list = ¿Qué se notificó, a quién, y cuándo debe volver?
process-title = ¿Qué proceso, a quién?
process-none = Todavía no hay proceso legal
process-none-hint = { $key } añade una citación, orden, carta o solicitud de preservación.
add-process = Añadir proceso legal
process-recipient = Notificado a
process-authority = Autoridad
process-served = Notificado el
process-due = Debe volver el
process-returned = Volvió el
process-gag = No divulgar hasta
process-gag-help = Vacío = ninguna orden prohíbe decirlo al suscriptor
process-scope = Alcance
process-return = La respuesta, como se importó
process-back = volvió
process-not-served = aún sin notificar
process-served-on = notificado el { $date }
process-gag-until = no divulgar hasta { $date }
process-clock = Iniciar su plazo
process-clock-hint = Un hito por la regla { $rule }
deconfliction-list = ¿Trabaja otra agencia el mismo objetivo?
deconfliction-title = ¿Qué se consultó y qué resultó?
deconfliction-none = Todavía no hay coordinación
deconfliction-none-hint = { $key } anota una consulta antes de una operación o un contacto.
deconflictions = Coordinación
add-deconfliction = Anotar una coordinación
deconfliction-target = Objetivo
deconfliction-event = Suceso
deconfliction-system = Sistema
deconfliction-system-help = Como RISSafe, SAFETNet, Case Explorer
deconfliction-reference = Su número allí
deconfliction-result = Resultado
deconfliction-contact = A quién llamar
deconfliction-at = Consultado el
deconfliction-entity = En el tablero
cmd-rename-chart = Renombrar este gráfico
cmd-remove-chart = Quitar este gráfico
cmd-next-chart = Gráfico siguiente
cmd-previous-chart = Gráfico anterior
cmd-add-event = Añadir un suceso
cmd-add-entity = Añadir una entidad
cmd-add-task = Añadir una tarea
cmd-add-process = Añadir proceso legal
cmd-add-deconfliction = Anotar una coordinación
cmd-settings = Ajustes de este archivo
cmd-new-case = Caso nuevo…
cmd-open-case = Abrir…
cmd-backup = Copia de seguridad…
cmd-close-case = Cerrar

# el archivo
file-menu = Archivo
file-recent = Abiertos antes
open-title = ¿Qué caso?
open-hint = Un archivo que termina en .caseboard. Se abre solo para leer cuando otra persona escribe en él.
open-again = Desbloquear { $name }
open-file = Archivo del caso
open-wrong = Contraseña equivocada
open-damaged = Este archivo está dañado
open-not-a-case = Esto no es un archivo de caso
open-missing = No existe ese archivo
open-locked-out = No se puede abrir
opening = Abriendo…
making = Creando el archivo…
new-title = Un caso nuevo
new-hint = La contraseña cifra el archivo; sin ella no hay entrada. Imprima el juego de recuperación.
new-path = Archivo
new-kind = Tipo de archivo
new-kind-case = Caso de una investigación
new-kind-desk = Mesa de un grupo de trabajo
new-member = Su nombre
new-agency = Su agencia
new-password = Contraseña
new-password-again = La misma otra vez
new-passphrase = Su frase para valores sellados
new-passwords-differ = Las dos contraseñas difieren
new-short = Dé una contraseña de al menos 10 caracteres
choose-file = Elegir…
original-title = ¿En qué archivo se guarda el original?
original-hint = Los bytes tal como se recibieron, con su huella comprobada. Lo que ya esté ahí no se reemplaza.
original-sealed-hint = Contiene valores sellados, y el archivo los mostrará. Queda registrado antes de escribir un solo byte, con su nombre y motivo. Lo que ya esté ahí no se reemplaza.
original-path = Archivo nuevo
original-save = Guardar el original
backup-title = ¿En qué archivo se copia?
backup-hint = Una copia coherente de todo el caso, cifrada con la misma contraseña.
closed-title = No hay ningún caso abierto
closed-hint = Abra un caso, cree uno nuevo o retome uno que estuvo abierto.
open-another = Otro caso…
read-only-said = Abierto solo para leer: { $who } escribe en él.
file-password = Contraseña

# qué haría una importación
preview-reading = Leyendo…
import-no-map = { $file }: ningún mapa conviene a su encabezado. Elija un mapa, use el propuesto o quite el archivo de la lista.
import-no-column = { $file }: falta la columna { $column }. Elija otro mapa o quite el archivo de la lista.
import-unreadable = { $file } no se puede leer, vea arriba. Quítelo de la lista.
import-folder = { $file } es una carpeta: indique los archivos que contiene.
import-absent = { $file }: no existe tal archivo. Corrija la ruta.
drop-busy = No se tomó nada: termine o cierre el formulario abierto y suelte los archivos otra vez.
drop-closed = No se tomó nada: abra primero un caso y suelte los archivos otra vez.
preview-counts = { $rows } filas: { $staged } nuevas, { $already } ya estaban, { $rejected } por reparar
preview-victims = { $count ->
    [one] 1 posible víctima: sellada antes de guardarse
   *[other] { $count } posibles víctimas: selladas antes de guardarse
}
preview-map = Mapa: { $map }
preview-known = Mapas conocidos que encajan
preview-score = { $score } %
preview-proposed = Ningún mapa conocido encaja. Se propone este:
preview-use = Importar con el mapa propuesto
preview-columns = Elegir las columnas…
map-best = El que mejor encaja
map-proposed = El propuesto
map-columns = Columnas como yo las elija
row-becomes = En qué se convierte una fila
row-becomes-nothing = En nadie todavía: diga de una columna que nombra a una empresa o persona.
column-of-file = Columna
means = Significa
whose = Quién, o de quién
sealed-column = Sellar
role-by-name = por su nombre
meaning-none = nada, se guarda como llegó
meaning-company = empresa
meaning-person = persona
meaning-first-name = nombre de pila
meaning-last-name = apellido
meaning-dba = nombre comercial
meaning-phone = teléfono
meaning-email = correo
meaning-plate = placa
meaning-fein = FEIN
meaning-address = dirección
meaning-city = ciudad
meaning-state = estado
meaning-zip = código postal
meaning-date = fecha de la fila
meaning-money = monto
meaning-key = número propio de la fuente
meaning-narrative = narración
meaning-fact = un dato
open-go = Abrir
backup-go = Copiar
job-preview = leyendo un archivo
map-reason-columns-known = { $a } de { $b } columnas conocidas
map-reason-required-missing = falta: { $a }
map-reason-column-name = { $a }: su nombre dice { $b }
map-reason-column-values = { $a }: sus valores parecen { $b }
map-reason-column-unknown = { $a }: se guarda como está, nadie sabe qué significa
map-reason-column-private = { $a }: parece privada, se sella
map-reason-column-key = { $a }: el número propio de la fuente
more-dots = Más…

# leads into a case
cmd-promote = Pasar avisos a un caso…
promote-title = ¿Qué avisos pasan a qué caso?
promote-hint = Pasan sus registros con todo lo que mencionan, con fuente y auditoría. En la mesa quedan marcados como trasladados.
promote-none = No queda ningún aviso en esta mesa: todos están en un caso.
promote-chosen = { $count ->
    [one] 1 aviso elegido
   *[other] { $count } avisos elegidos
}
promote-find = Buscar un aviso
promote-there = A un caso que ya existe
promote-new = A un caso nuevo
promote-identities = Llevar las identidades selladas
promote-identities-note = Cada identidad se abre en esta mesa, que lo anota, y se sella de nuevo para el caso antes de guardarse. Usted responde por ambas.
promote-pseudonyms = Sin esto el caso recibe solo seudónimos; lo sellado se queda en esta mesa.
promote-desk-vault = Su frase para los valores sellados de esta mesa
promote-case-vault = Su frase para los valores sellados del caso
promote-go = Pasar
promote-open = Abrir ese caso…
promoted-done = { $count ->
    [one] 1 aviso está ahora en { $case }, allí el cambio { $commit }.
   *[other] { $count } avisos están ahora en { $case }, allí el cambio { $commit }.
}
promoted-identities = { $count ->
    [one] 1 valor sellado pasó también; esta mesa anotó que se abrió.
   *[other] { $count } valores sellados pasaron también; esta mesa anotó cada apertura.
}
promoted-left = { $count ->
    [one] 1 valor sellado se queda en esta mesa: el caso tiene el seudónimo.
   *[other] { $count } valores sellados se quedan en esta mesa: el caso tiene los seudónimos.
}
job-promoting = Pasando avisos
open-same = Es el archivo que está abierto
open-taken = Ya hay un archivo con ese nombre

# other case files
cmd-elsewhere = Preguntar a otros casos…
links-elsewhere = otros casos
elsewhere-title = ¿Qué otros casos?
elsewhere-hint = Cada archivo se abre con su propia contraseña, se compara y se cierra. Usted ve a quién llamar, el número del caso y la clase de razón; nada más de él se muestra y nada se guarda.
elsewhere-password = Contraseña de { $file }
elsewhere-go = Comparar
elsewhere-question = ¿Los conoce otro caso?
elsewhere-unasked = Todavía no se preguntó a ningún otro caso
elsewhere-none = Los otros casos no tienen nada en común con este
elsewhere-none-hint = Nada que diga algo: lo que muchos comparten no cuenta.
elsewhere-found = { $count ->
    [0] Los otros casos no tienen nada en común con este.
    [one] 1 indicación hacia otro caso: vea Vínculos, otros casos.
   *[other] { $count } indicaciones hacia otros casos: vea Vínculos, otros casos.
}
elsewhere-one-party = pueden ser lo mismo ({ $kind }), por { $reason }
elsewhere-one-value = ambos nombran lo mismo ({ $kind })
elsewhere-no-number = sin número de caso
elsewhere-ring = Llamar a
elsewhere-case = Caso
elsewhere-file = Archivo
elsewhere-why = Razón
elsewhere-count = Cuántas veces
elsewhere-here = Aquí está en
elsewhere-older = Este tablero cambió desde entonces: pregunte otra vez.
elsewhere-note = El otro tablero no muestra nada de sí. Lo que sabe lo dirá, o no, su responsable.
job-elsewhere = Comparando

# libraries
cmd-libraries = Bibliotecas
cmd-add-library = Añadir un registro como biblioteca…
libraries = Bibliotecas
libraries-none = Todavía no hay ninguna biblioteca en este equipo
libraries-none-hint = Añada un registro público (resoluciones, empresas, licencias): se indexa una vez y todos los casos pueden consultarlo.
libraries-check = Revisar contenidos
libraries-check-hint = Calcula de nuevo la huella de las bibliotecas de este caso; con una grande tarda unos segundos.
libraries-checked = Contenidos revisados
library-is-used = usada por este caso
library-is-free = no usada por este caso
library-is-missing = falta
library-is-changed = cambió
library-is-unreadable = no se puede leer
library-do-missing = Añádala otra vez con los mismos archivos: las mismas filas dan la misma biblioteca. O deje de usarla.
library-do-changed = Use la más reciente de ese nombre si está en la lista, o añada otra vez los archivos antiguos.
library-do-unreadable = Añádala otra vez con un mapa que lea sus columnas, o deje de usarla.
library-title = ¿Qué dice { $name }?
library-use = Usar en este caso
library-stop = Dejar de usar
library-again = Añadir otra vez…
library-find = Buscar en esta biblioteca
library-find-note = Lo que se busca aquí no se escribe en ninguna parte y nunca sale de este equipo.
library-found-none = Ninguna fila tiene estas palabras
library-found-none-hint = Pruebe con el comienzo de un nombre o con un número.
library-use-first = Use primero esta biblioteca en el caso; después se puede traer una fila.
library-add-title = ¿Qué registro?
library-add-hint = Varios archivos son una sola tabla y deben tener las mismas columnas. La biblioteca queda junto a sus casos, es de solo lectura y no contiene nada de ningún caso.
library-name = Nombre
library-add-go = Añadir
library-added = { $name }: { $rows } filas indexadas, { $rejected } no caben en el mapa, SHA-256 { $hash }…
job-libraries = Consultando las bibliotecas
job-indexing = Indexando
search = Buscar
status-libraries = { $count ->
    [one] 1 biblioteca no se puede consultar
   *[other] { $count } bibliotecas no se pueden consultar
}

# la mañana
screen-morning = Mañana
morning-title = ¿Qué me espera y qué hay de nuevo?
morning-since = Nuevo desde el { $day }, cambio { $n }
morning-since-never = Todo es nuevo: todavía no se marcó nada como visto
morning-leads = Pistas sin resolver
morning-leads-none = No espera ninguna pista.
morning-candidates = Vínculos nuevos por decidir
morning-candidates-none = Ningún vínculo nuevo espera un veredicto.
morning-disagreements = Dos veredictos que difieren
morning-differ = resolver
morning-clocks = Plazos dentro de 14 días
morning-clocks-none = Ningún plazo está vencido ni vence dentro de 14 días.
morning-answers = Respuestas pendientes y mis tareas
morning-answers-none = Nadie debe una respuesta y ninguna tarea mía vence.
morning-sources = Fuentes que cambiaron
morning-sources-none = Ninguna fuente es nueva ni cambió, y ninguna fila espera arreglo.
morning-others = Lo que hicieron otros
morning-others-none = Nadie más cambió nada.
morning-more = { $count ->
    [one] 1 más: abrir { $screen }
   *[other] { $count } más: abrir { $screen }
}
morning-empty = No espera nada
morning-empty-hint = { $import } trae lo que llegó de noche. { $links } muestra todos los vínculos abiertos, nuevos o no.
morning-task = mi tarea
morning-source-new = nueva
morning-source-changed = cambió
morning-source-gone = ya no está
morning-source-rejected = por arreglar
morning-source-unread = sin leer
morning-source-library = biblioteca
morning-rows = { $count ->
    [one] 1 fila
   *[other] { $count } filas
}
morning-cells = { $count ->
    [one] 1 celda
   *[other] { $count } celdas
}
morning-taken-back = deshecho desde entonces
morning-lead-danger = peligro
morning-lead-child = menor
morning-lead-movement = por trasladar
morning-lead-open = abierta
job-morning = Buscando lo nuevo
cmd-go-morning = Ir a Mañana
cmd-open-line = Abrir lo que espera
cmd-seen = Ya lo vi
cmd-seen-back = Recuperar la marca anterior

# muchas entidades a la vez, dos lado a lado
entities-chosen = { $count ->
    [one] 1 elegida
   *[other] { $count } elegidas
}
facet-decided = decididas
facet-by-hand = a mano
facet-source = Fuente
facet-all-sources = todas las fuentes
cmd-edit-many = Cambiar todas las elegidas
cmd-edit-name = Cambiar el nombre en su lugar
cmd-compare = Comparar las dos
cmd-decide-pair = Decidir en Vínculos
many-title = { $count ->
    [one] ¿Qué hacer con esta?
   *[other] ¿Qué hacer con estas { $count }?
}
many-what = Hacer qué
many-kind = Poner el tipo
many-fact = Añadir un dato a cada una
many-retract = Retirar lo que se añadió a mano
many-remove = Quitar lo que se hizo a mano
many-save = Cambiarlas
many-counts = Cambian { $count } de { $all }, en un paso que se deshace de una vez
many-stays = Queda como está: se necesita { $expected }, aquí hay { $found }. { $remedy }
compare-title = ¿En qué coinciden y en qué difieren las dos?
compare-back = Volver a la tabla
compare-no-card = El comparador no halló nada a favor de que sean una.
compare-fields = Lo que se sabe de ambas
compare-agree = coinciden
compare-differ = difieren
compare-one = solo un lado
compare-left = solo la izquierda
compare-right = solo la derecha

# búsqueda
similar = parecido
search-similar = No como se escribió: nombres parecidos

## El tablero como se conocía
cmd-as-of = Tablero al día…
cmd-now = Volver al presente
cmd-board-then = Tablero de este cambio
as-of-title = ¿Qué tablero?
as-of-hint = Todo el tablero como se conocía entonces, solo para leer: cada pantalla lo muestra hasta que vuelva al presente. Un día cuenta hasta su fin en UTC. Lo purgado desde entonces sigue purgado, lo sellado sigue sellado.
as-of-when = Día, o número de un cambio
as-of-show = Mostrar
as-of-band = Tablero del cambio { $n }, { $when }: solo lectura
as-of-not-shown = No se muestran: candidatos, registros públicos, filas rechazadas ni valores revelados, que no se guardaron para entonces.
as-of-no-candidates = Lo que se habría propuesto entonces no se guardó y no se inventa. Las decisiones de entonces están en «decididos».
as-of-refused = Este es el tablero del cambio { $n }: nada puede cambiarse en él. Esc vuelve al presente.
as-of-shown = mostrado
job-as-of = Volviendo atrás

## Lo que descansa en una fuente
rests-on-it = Lo que descansa en ella
rests-falls = Caería si se retirara
rests-nothing-falls = Nada: todo lo que dice lo dice también otra.
rests-no-candidates = Los candidatos no se miran aquí hasta que Vínculos los haya buscado.
rests-records = Registros
rests-entities = Entidades
rests-facts = Hechos
rests-links = Vínculos
rests-events = Sucesos
rests-decisions = Decisiones
rests-charts = Diagramas
rests-milestones = Hitos y plazos
rests-processes = Diligencias
rests-candidates = Candidatos
rests-on-named = { $what } que descansan en ella: { $n }
rests-falls-named = { $what } que caerían: { $n }
rests-more = { $count ->
    [one] y 1 más
   *[other] y { $count } más
}

## Documentos
cmd-document = Documento al lado
cmd-looks = Documento: como se ve, o como texto
cmd-hide = Ocultar la ventana, o mostrarla de nuevo
cmd-show-text = Mostrar el texto
cmd-cite-entity = Entidad de estas palabras
document-close = Cerrar el documento
document-page = Página { $n } de { $of }
document-piece = Parte { $n } de { $of }
document-next = Página siguiente
document-before = Página anterior
document-hint = Seleccione palabras con el ratón, o con Mayús y las flechas: E hace de ellas una entidad, F un hecho de lo que muestra el inspector.
document-selected = «{ $words }»
document-fact-of = Hecho de { $name }
look-at = Abrir
look-at-hint = Se registra antes de mostrar la primera página, con su nombre y su motivo. Al cerrar la bóveda, o al bloquear, se oculta de nuevo.
look-at-title = ¿Abrir el original sellado?
page-open-dots = Abrir el original…
page-sealed = El original está sellado: nadie puede saber a quién muestra. Para verlo, ábralo con su frase clave y un motivo; su nombre y el motivo quedan registrados.
page-seen = Lo que ve en esta página:
history = Historial
history-show = Mostrar qué se hizo con ello
history-hide = Ocultar
history-of = Historial de { $field }
history-insert = { $what }: { $after }
history-update = { $what }: { $before } → { $after }
history-delete = { $what }: { $before }, retirado
history-itself = nombrado
history-by = { $when } · { $who } · cambio { $n } · { $step }
folded-victim = El texto está plegado: nombra a { $who }.
folded-label = El texto está plegado. Su fuente está marcada: { $label }.
show-again = Mostrar de nuevo
show-all-texts = Mostrar todos estos textos hasta bloquear
page-hint = Pase el ratón sobre las palabras: E hace de ellas una entidad, F un hecho de lo que muestra el inspector. T muestra la página como texto, donde selecciona el teclado.
page-fit = Al ancho del panel
page-larger = Página más grande
page-smaller = Página más pequeña
page-named = Página { $n } de { $of } de { $file }, como se ve
document-looks = Como se ve
document-as-text = Como texto
cite-note = Se guardan con ello la fuente, la página y el lugar de las palabras.

# members
cmd-members = Miembros…
cmd-second-look = Segunda revisión
cmd-disagree = Donde dos veredictos difieren
members-title = Miembros de este archivo
members-hint = Cada miembro decide y revisa con su propio nombre. Las etiquetas deciden qué originales y exportaciones recibe. Un miembro no se puede quitar después.
member-acts = actúa ahora
member-opens = abre nombres sellados
member-opens-not = nombres sellados cerrados
member-labels = etiquetas: { $labels }
member-labels-none = sin etiquetas
member-labels-all = todas las etiquetas
member-new = Agregar un miembro
member-name = Nombre, como lo dirá el registro
member-role = Función
member-agency = Agencia
member-sees = Puede ver lo etiquetado
member-passphrase = Frase clave del nuevo miembro, escrita por esa persona
member-passphrase-again = La misma otra vez
member-grant = Puede abrir nombres sellados
member-grant-hint = Solo quien puede abrirlos puede permitirlo a otros: se pide su propia frase clave.
member-own-passphrase = Su propia frase clave
member-add = Agregar miembro
member-added = { $name } ya es miembro.
job-members = Agregando un miembro
choose-title = ¿Quién es usted?
choose-hint = Este archivo tiene varios miembros. Lo que haga se firma y se anota con el nombre que elija.
choose-acted = actuó antes
status-acting = actúa: { $name }

# weights from verdicts
cmd-weights = Pesos según las decisiones…
weights-title = Pesos según las decisiones
weights-hint = Lo que sus decisiones sobre nombres harían de los pesos que ordenan los vínculos. Nada cambia hasta que usted los tome, y cada tarjeta conserva los pesos con que se hizo.
weights-shipped = En uso: los pesos incluidos.
weights-taken = En uso: el conjunto { $number }, tomado el { $date }, de { $accepted } vínculos aceptados y { $rejected } rechazados.
weights-unfit = Los pesos tomados no corresponden a esta versión; se usan los incluidos.
weights-from = { $accepted } vínculos de nombres aceptados y { $rejected } rechazados, { $left } omitidos
weights-missing = Muy pocos para aprender. Faltan: { $accepted } vínculos de nombres aceptados y { $rejected } rechazados.
weights-missing-apart = Muy pocos para aprender. Faltan: { $accepted } vínculos de nombres aceptados y { $rejected } rechazados, con { $parties } nombres más que ninguna decisión una a los demás.
weights-whole = Todo el peso por { $slope }, luego { $shift } bits. Lo que no está en la lista queda igual.
weights-field = Lo que se compara
weights-now = bits ahora
weights-new = bits después
weights-seen = aceptados
weights-held-out = { $pairs } decisiones, cada una pesada por un conjunto que no la había visto
weights-check = Lo que resultó
weights-old-set = incluidos
weights-new-set = reestimados
weights-precision = de los mostrados, correctos
weights-recall = de los correctos, mostrados
weights-contradicts = decisiones contradichas
weights-loss = bits de sorpresa por decisión
weights-share = { $mid } % ({ $low } a { $high })
weights-better = Mejor con decisiones que no había visto.
weights-not-better = No es mejor con decisiones que no había visto: mejor no tomarlo.
weights-unrelated = Las decisiones no siguen la evidencia: los vínculos aceptados no pesan más que los rechazados. Mejor no tomarlo.
weights-habit = Un conjunto aprendido de las decisiones de un equipo repite sus costumbres. No se ha medido con qué frecuencia une por error a personas de distinto origen.
weights-why = Por qué (se guarda con el conjunto)
weights-take = Tomar estos pesos
weights-drop = Volver a los pesos incluidos
job-weights = Calculando pesos
level-same = igual
level-near = parecido
level-other = distinto
level-part = igual en parte
level-some = algunas palabras iguales
level-building = mismo edificio
level-street = misma calle
level-about = más o menos igual
level-area = misma zona
level-close = cercano
level-initial = la inicial coincide
level-kin = como parientes
level-little = algo parecido
level-local = mismo número local
level-mailbox = mismo nombre de buzón
level-much = muy parecido
level-named = ambos llevan el nombre
level-parts = mismas partes
level-swapped = día y mes cambiados
level-year = un año de diferencia
