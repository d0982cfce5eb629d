### Die Texte des Werkzeugs. Ein Name ist in jeder Sprache derselbe; was hier fehlt, wird auf Englisch gesagt.

toolbar = Annotation
tools = Werkzeuge
modes = Was ein Klick tut
view = Ansicht
panel = Klassen und Objekte
close = Schließen
again = Noch einmal versuchen
dismiss = Meldung schließen
export-now = Als { $format } exportieren
save-over = Diese sichern
take-other = Jene übernehmen

## Befehle

command-click = Klick
command-click-tip = Auf einen Gegenstand klicken, um seine Maske zu bekommen
command-brush = Pinsel
command-eraser = Radierer
command-polygon = Polygon
command-lasso = Lasso
command-box = Rahmen
command-box-tip = Rahmen: der Teil des Bildes, den Klicks betrachten
command-pan = Bild verschieben
command-mode = Zwischen Hinzufügen und Entfernen wechseln
command-smaller = Pinsel kleiner
command-larger = Pinsel größer
command-undo = Rückgängig
command-redo = Wiederholen
command-reset = Zurücksetzen
command-reset-tip = Die Klicks dieses Objekts vergessen und neu beginnen
command-finish = Nächstes Objekt
command-finish-tip = Dieses Objekt ist fertig: das nächste beginnen
command-next = Objekt darunter in der Liste
command-previous = Objekt darüber in der Liste
command-rename = Umbenennen
command-visible = Objekt zeigen oder verbergen
command-locked = Objekt sperren oder entsperren
command-merge = Mit dem Objekt darüber vereinen
command-split = In seine Teile trennen
command-moveLeft = Objekt nach links rücken
command-moveRight = Objekt nach rechts rücken
command-moveUp = Objekt nach oben rücken
command-moveDown = Objekt nach unten rücken
command-toFront = Ganz nach vorn
command-toBack = Ganz nach hinten
command-delete = Löschen
command-class = Klasse { $number }
command-fit = Ganzes Bild zeigen
scale = { $percent } %
scale-fit = { scale }: ganzes Bild zeigen
command-zoomIn = Vergrößern
command-zoomOut = Verkleinern
command-compare = Mit dem Anfang vergleichen
command-compare-tip = Die Maske zeigen, mit der das Objekt begann; Grünes kam seither dazu, Rotes ging weg
command-hover = Vorschau unter dem Zeiger
command-hover-tip = Unter dem ruhenden Zeiger zeigen, was ein Klick täte
command-fainter = Maske blasser
command-stronger = Maske kräftiger
command-open = Bilder öffnen …
command-openFolder = Ordner öffnen …
command-openMask = Maske laden …
command-import = Annotationen einlesen …
command-openModel = Eigenes Modell verwenden…
command-save = Maske als PNG sichern
command-exportMenu = Exportieren
command-before = Voriges Bild
command-after = Nächstes Bild
command-copyNext = Auf das nächste Bild kopieren
command-help = Tastenkürzel

group-tools = Werkzeuge
group-edit = Rückgängig
group-objects = Objekte
group-view = Ansicht
group-files = Dateien und Hilfe
group-image = Auf dem Bild

command-left = Fadenkreuz nach links
command-right = Fadenkreuz nach rechts
command-up = Fadenkreuz nach oben
command-down = Fadenkreuz nach unten
command-place = Am Fadenkreuz klicken, Umriss schließen
command-oppose = Am Fadenkreuz entfernen
command-drop = Begonnenes verwerfen
command-back = Letzten Punkt davon zurücknehmen
command-mark = Klick wählen, den neuesten zuerst
command-markBefore = Klick wählen, den ältesten zuerst
command-unmark = Gewählten Klick entfernen
command-bare = Bloßes Bild, solange gehalten
command-grab = Bild verschieben, solange gehalten

image-fine = Fadenkreuz um ein Pixel
image-fine-keys = Alt und Pfeiltasten
image-remove = Entfernen
image-remove-keys = rechte Taste
image-collect = Klicks sammeln, einmal rechnen
image-collect-keys = Strg halten
image-drag = Bild verschieben
image-drag-keys = ziehen
image-wheel = Zoomen
image-wheel-keys = Rad, zwei Finger

## Werkzeugleiste

menu-open = Öffnen
menu-load = Laden
mode-add = Dazu
mode-add-tip = Ein Klick fügt zur Maske hinzu
mode-remove = Weg
mode-remove-tip = Ein Klick nimmt von der Maske weg (auch rechte Taste, oder Umschalt und Klick)
opacity = Deckkraft
opacity-tip = Deckkraft der Maske
brush-size = Pinselgröße

## Bühne

empty = Noch kein Bild
empty-files = Ein Bild öffnen, hierher ziehen oder einfügen. Es bleibt in diesem Browser.
loading = Lädt
loading-download = Lädt das Werkzeug …
loading-python = Startet Python …
loading-networks = Bereitet die Netze vor …
loading-warm-up = Wärmt sich auf …
drop-image = Hier ablegen, um es als Bild zu öffnen
drop-mask = Hier ablegen, um es als Maske zu laden

## Status

hint-click = Klick fügt hinzu, rechte Taste entfernt. Rad zoomt, Ziehen verschiebt.
hint-click-touch = Tippen: dazu; „Weg“ entfernt; 2 Finger zoomen.
hint-brush = Ziehen malt, rechte Taste radiert. [ und ] ändern die Größe.
hint-brush-touch = Mit einem Finger malen. Zwei Finger verschieben und zoomen.
hint-eraser = Ziehen radiert. [ und ] ändern die Größe.
hint-eraser-touch = Mit einem Finger radieren. Zwei Finger verschieben und zoomen.
hint-polygon = Die Ecken anklicken; Eingabe oder Doppelklick schließt.
hint-polygon-touch = Die Ecken antippen; die erste noch einmal schließt.
hint-lasso = Um den Bereich herum zeichnen.
hint-box = Einen Rahmen ziehen; Klicks betrachten dann nur diesen Teil.
hint-pan = Ziehen verschiebt das Bild.
said-click-outside = Auf das Bild klicken
said-click-without-effect = Dort ist nichts zu ändern
said-nothing-to-undo = Es gibt nichts rückgängig zu machen
said-object-hidden = Das Objekt ist verborgen: erst zeigen
change-none = Dort ist nichts zu ändern
change = { $added ->
    [0] { "" }
   *[other] +{ $added }{" "}
}{ $removed ->
    [0] { "" }
   *[other] −{ $removed }{" "}
}Pixel
change-click = { change } in { $ms } ms
model = Modell { $name }
model-own = Eigenes Modell { $name }
model-used = { $name } rechnet jetzt die Klicks
copied = { $name } auf dieses Bild kopiert
restored = { $objects ->
    [one] Ein Objekt
   *[other] { $objects } Objekte
} wiedergefunden, gesichert { DATETIME($savedAt, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit") }
saved-saving = Sichert …
saved-saved = Gesichert
saved-failed = Nicht gesichert
saved-at = In diesem Browser gesichert um { DATETIME($at, hour: "2-digit", minute: "2-digit", second: "2-digit") }

## Objekte und Klassen

objects = Objekte
objects-show = { $count } { $count ->
    [one] Objekt
   *[other] Objekte
}
area = { $area ->
    [0] leer
   *[other] { $area } px
}
object-name = Name des Objekts
object-more = Mehr zu { $name }
object-visible = { $name } ist sichtbar
object-visible-tip = Zeigen oder verbergen
object-locked = { $name } ist gesperrt
object-locked-tip = Sperren: nichts ändert es
merge-into-active = Mit dem aktiven Objekt vereinen
overlap = Wo sich Objekte überschneiden
overlap-tip = Was gilt, wo sich Objekte überschneiden
overlap-allow = Überlappung erlaubt
overlap-new = Neues gewinnt
overlap-locked = Gesperrtes gewinnt
classes = Klassen
class-add = Neue Klasse
class-name = Name der Klasse
classes-edit = Klassen ändern
classes-about = Die Tasten 1 bis 9 folgen dieser Reihenfolge. Objekte einer gelöschten Klasse bleiben, ohne Klasse.
class-color = Farbe von { $name }
class-rename = Name von { $name }
class-delete = Klasse { $name } löschen
class-taken = Eine Klasse { $name } gibt es schon

## Export

export = Exportieren
export-all = { $count ->
    [one] Ein Objekt
   *[other] { $count } Objekte
}
export-done = { $count ->
    [one] Eine Datei exportiert
   *[other] { $count } Dateien exportiert
}
export-losses = Was dieses Format nicht fassen konnte
export-tolerance = Toleranz der Polygone
export-tolerance-value = { NUMBER($value, minimumFractionDigits: 1) } px
export-shapes = Formen, wo ein Format beide hat
export-shapes-mask = Masken
export-shapes-polygon = Umrisse
export-set = Alle Bilder des Satzes, als ein Zip
export-holes = Löcher in YOLO
export-holes-bridge = überbrückt
export-holes-split = geteilt
export-holes-fill = gefüllt
mask-soft = { $name } hat mehr als zwei Helligkeiten.
mask-soft-hint = Pixel ab der Schwelle gehören zum Objekt; üblich ist die Hälfte.
mask-threshold = Schwelle
mask-first = Von { $count } Dateien wurde nur { $name } als Maske geladen: Eine Maske ist eine Datei.
mask-labels = Ein Wert je Objekt: { $count ->
    [one] ein Objekt
   *[other] { $count } Objekte
}
import-losses = Was von der Datei nicht gelesen wurde
import-done = { $count ->
    [0] Kein Objekt für dieses Bild gefunden
    [one] Ein Objekt eingelesen
   *[other] { $count } Objekte eingelesen
}
format-coco = COCO
format-coco-about = JSON mit gepackten RLE, Löcher bleiben
format-png = PNG-Masken
format-png-about = je Objekt ein schwarzweißes Bild
format-index-png = Index-PNG
format-index-png-about = ein Bild, VOC-Palette; was in der Liste später kommt, liegt oben
format-polygons = Polygone
format-polygons-about = JSON mit Umrissen und Löchern
format-yolo = YOLO-Segmentierung
format-yolo-about = je Zeile ein Umriss
format-label-studio = Label Studio
format-label-studio-about = Brush, Bitmask und Polygon
format-cvat = CVAT
format-cvat-about = XML mit Masken
format-labelme = LabelMe
format-labelme-about = JSON mit Masken
format-w3c = Web Annotation
format-w3c-about = W3C, SVG-Umrisse

## Tastenkürzel

shortcuts = Tastenkürzel
shortcuts-help = Ein Feld drücken, dann die neuen Tasten. Änderungen bleiben in diesem Browser.
shortcuts-reset = Zurück zu den ursprünglichen Tasten
shortcut-change = Tasten ändern
shortcut-press = Tasten drücken …

## Die Seite um das Werkzeug

samples = Beispiele
sample-coffee = Kaffee
sample-cat = Katze
sample-astronaut = Astronautin
sample-repair = Maske ausbessern
about = Alles bleibt in diesem Browser.
set = Bilder
set-place = { $at } von { $count }
set-annotated = { $annotated } von { $count } annotiert
set-new = noch nicht geöffnet
set-seen = noch ohne Objekte
set-done = { $objects ->
    [one] ein Objekt
   *[other] { $objects } Objekte
}
set-progress = Annotierte Bilder
set-spare = { $count ->
    [one] Eine Maske wurde ausgelassen: { $names }.
   *[other] { $count } Masken wurden ausgelassen: { $names }.
}
set-spare-hint = Zu jedem Bild gehört eine Maskendatei. Öffnen Sie das Bild und legen Sie eine weitere Maske darauf ab.
