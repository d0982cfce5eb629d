### Was der Annotator von sich aus sagt. Auf Englisch steht es im Code; ein Text, der hier fehlt, wird so gesagt.
### ".hint" ist der Ausweg, der auf die Meldung folgt.

label = Bild zum Annotieren. Pfeiltasten bewegen ein Fadenkreuz, Enter fügt dort hinzu, Umschalt und Enter entfernt. Strg und Z nimmt zurück.
change = { $added ->
    [0] { "" }
    [one] Ein Pixel hinzugefügt.
   *[other] { $added } Pixel hinzugefügt.
}{ $removed ->
    [0] { "" }
    [one] { " " }Ein Pixel entfernt.
   *[other] { " " }{ $removed } Pixel entfernt.
}
change-none = Dort ist nichts zu ändern.
mark = Klick { $number } von { $count }, { $positive ->
    [true] fügt hinzu
   *[false] entfernt
} bei { $x }, { $y }. Pfeiltasten und Eingabe verschieben ihn, Entf nimmt ihn weg.
mark-place = { $x }, { $y }

## Hinweise

click-on-image = Klicken Sie auf das Bild.
click-without-effect = { $settled ->
    [true] { $positive ->
        [true] Nichts zu ändern: Dieser Pixel gehört schon zum Objekt.
       *[false] Nichts zu ändern: Dieser Pixel gehört nicht zum Objekt.
    }
   *[false] { $positive ->
        [true] Das Netz hat dort nichts zum Hinzufügen gefunden. Klicken Sie noch einmal, oder nehmen Sie den Pinsel.
       *[false] Das Netz hat dort nichts zum Entfernen gefunden. Klicken Sie noch einmal, oder nehmen Sie den Radierer.
    }
}
notice-animated = { $name } ist animiert; das erste Bild wird gezeigt.
notice-depth = Es hat { $bits } Bit je Wert: { $low } wird schwarz gezeigt und { $high } weiß.
notice-stack = Es enthält { $pages } Bilder; das erste wird gezeigt.

## Aufrufe

argument-invalid = { $argument } ist { $value }.
    .hint = Erwartet wird: { $wanted }.
click-outside = Der Klick ({ $x }, { $y }) liegt außerhalb des Bildes von { $width } × { $height } Pixeln.
    .hint = Klicken Sie auf das Bild.
destroyed = Der Annotator wurde geschlossen.
    .hint = Erzeugen Sie einen neuen.
format-unknown = Ein Maskenformat { $format } gibt es nicht.
    .hint = Zur Wahl stehen { $known }.
target-missing = Kein Element passt auf „{ $selector }“.
    .hint = Rufen Sie createAnnotator auf, wenn das Element in der Seite ist, oder berichtigen Sie den Selektor.

## Objekte

object = Objekt { NUMBER($id, useGrouping: "false") }

object-empty = { $name } hat keine Pixel, die kopiert werden könnten.
    .hint = Klicken Sie erst auf das Ding, oder wählen Sie ein anderes Objekt.
object-few = Zum Vereinigen braucht es zwei Objekte.
    .hint = Nennen Sie zwei oder mehr.
object-locked = { $name } ist gesperrt.
    .hint = Entsperren Sie es in der Liste der Objekte, oder beginnen Sie ein anderes.
object-unknown = Ein Objekt { $id } gibt es nicht.
    .hint = Bekannt sind { $known }.
snapshot-unfit = Der Schnappschuss ist von { $width } × { $height } Pixeln, das Bild von { $imageWidth } × { $imageHeight }.
    .hint = Stellen Sie einen Schnappschuss genau dieses Bildes wieder her.
snapshot-unfit-version = Der Schnappschuss hat Version { $version }; lesbar ist Version 1.
    .hint = Stellen Sie einen Schnappschuss genau dieses Bildes wieder her.
snapshot-unfit-active = Dem Schnappschuss fehlt sein aktives Objekt { $id }.
    .hint = Stellen Sie einen Schnappschuss genau dieses Bildes wieder her.

## Bilder

image-cors = { $host } zeigt { $path } auf dieser Seite, lässt sie die Pixel aber nicht lesen.
    .hint = Die andere Seite muss den Kopf „Access-Control-Allow-Origin: { $origin }“ senden. Oder speichern Sie das Bild und öffnen Sie die Datei hier.
image-cors-canvas = Auf die Zeichenfläche wurde das Bild einer anderen Seite gezeichnet; ihre Pixel sind deshalb nicht lesbar.
    .hint = Laden Sie jenes Bild mit crossOrigin = "anonymous"; die andere Seite muss „Access-Control-Allow-Origin: { $origin }“ senden.
image-missing = Zur Maske „{ $name }“ ist kein Bild da.
    .hint = Öffnen Sie erst das Bild und laden Sie dann seine Maske.
image-missing-annotations = { $count ->
    [one] „{ $name }“ ist kein Bild.
   *[other] Unter den { $count } Dateien ist kein Bild.
}
    .hint = Öffnen Sie erst das Bild und wählen Sie dann im Menü „Annotationen einlesen“.
image-missing-files = { $count ->
    [one] „{ $name }“ ist kein Bild.
   *[other] Unter den { $count } Dateien ist kein Bild.
}
    .hint = Wählen Sie PNG-, JPEG-, WebP-, AVIF- oder TIFF-Dateien.
image-too-large = Das Bild hat { $width } × { $height } Pixel, { $megapixels } Megapixel.
    .hint = Annotieren lassen sich bis zu { $most } Megapixel: Verkleinern Sie das Bild, oder schneiden Sie einen Teil aus.
image-too-small = Das Bild hat { $width } × { $height } Pixel.
    .hint = Nehmen Sie eines von mindestens { $side } × { $side } Pixeln.
image-undecodable = { $name } ist { $kind ->
    [a-tiff] ein TIFF
    [a-bigtiff] ein BigTIFF
    [a-photoshop-document] ein Photoshop-Dokument
    [a-pdf-document] ein PDF-Dokument
    [a-dicom-file] eine DICOM-Datei
    [a-zip-archive] ein ZIP-Archiv
    [a-jpeg-xl] ein JPEG XL
    [a-jpeg-2000] ein JPEG 2000
    [an-svg-drawing] eine SVG-Zeichnung
    [a-png] ein PNG
    [a-webp] ein WebP
    [an-avif] ein AVIF
    [a-heic-photo] ein HEIC-Foto
    [a-video] ein Video
    [a-gif] ein GIF
   *[not-an-image] kein Bild
} und für diesen Browser nicht lesbar.
    .hint = { $kind ->
        [a-heic-photo] Speichern Sie es als JPEG und öffnen Sie das (iPhone: Einstellungen, Kamera, Formate, Maximale Kompatibilität).
        [a-pdf-document] Speichern Sie die Seite als PNG und öffnen Sie das.
        [a-video] Speichern Sie eines seiner Bilder als PNG und öffnen Sie das.
        [a-zip-archive] Packen Sie es aus und öffnen Sie die Bilder darin.
        [a-png] { -damaged }
        [a-gif] { -damaged }
        [a-webp] { -damaged }
        [an-avif] { -damaged }
        [not-an-image] Nehmen Sie eine PNG-, JPEG-, WebP-, AVIF-, GIF- oder TIFF-Datei.
       *[other] Wandeln Sie es in PNG oder JPEG um und öffnen Sie das.
    }
-damaged = Es ist vielleicht beschädigt: Öffnen Sie es anderswo und speichern Sie es neu.
image-undecodable-deep = { $name } lässt sich hier nicht lesen: { $why }.
    .hint = Wandeln Sie es in PNG oder JPEG um und öffnen Sie das.
image-unreadable = { $address } konnte nicht geladen werden ({ $status ->
    [0] keine Antwort
   *[other] HTTP { NUMBER($status, useGrouping: "false") }
}).
    .hint = Prüfen Sie die Adresse.
image-unreadable-address = „{ $source }“ ist keine Adresse.
    .hint = Geben Sie die vollständige Adresse eines Bildes an.
image-unreadable-foreign = { $address } konnte nicht geladen werden: Es fehlt dort, oder die Seite antwortet nicht.
    .hint = Prüfen Sie die Adresse, oder speichern Sie das Bild und öffnen Sie die Datei hier.
image-unreadable-target = Das Element <{ $element }> zeigt kein Bild, und es wurde keines angegeben.
    .hint = Geben Sie die Option „image“ an, oder ein <img> oder <canvas> als Ziel.

## Masken

mask-photo = { $name } sieht aus wie eine Fotografie, nicht wie eine Maske: { $share } % der Pixel sind weder schwarz noch weiß.
    .hint = Öffnen Sie es als Bild, oder nehmen Sie eine Maske: weiß auf schwarz, oder eine Farbe für jedes Objekt.
mask-runs = Die Läufe der COCO-Maske füllen ihre Größe nicht aus.
    .hint = Exportieren Sie sie neu.
mask-size = Die Maske hat { $width } × { $height } Pixel, das Bild { $imageWidth } × { $imageHeight }.
    .hint = { $turned ->
        [yes] Um 90° gedreht würde sie passen: Sie entstand ohne die EXIF-Drehung des Fotos. Drehen Sie erst die Maske.
       *[no] Nehmen Sie eine Maske, die genau zu diesem Bild gehört, in voller Größe.
    }
mask-undecodable = Die Maske ist nicht brauchbar: { $why }
    .hint = Nehmen Sie ein PNG von der Größe des Bildes, weiß auf schwarz.

## Dateien

copy-size = Die Objekte sind von { $width } × { $height } Pixeln, das Bild hat { $imageWidth } × { $imageHeight }.
    .hint = Kopieren lässt sich nur zwischen Bildern gleicher Größe.
export-empty = Auf keinem der { $count } Bilder ist schon ein Objekt.
    .hint = Annotieren Sie erst ein Bild.
export-failed = Der Export ist nicht möglich: { $why }.
    .hint = Es wurde nichts geschrieben. Wählen Sie ein anderes Format, oder berichtigen Sie, was die Meldung nennt.
file-unreadable = Die Annotationen sind nicht lesbar: { $why }.
    .hint = Es wurde nichts hinzugefügt. Exportieren Sie die Datei neu, oder nehmen Sie COCO, PNG, YOLO, Label Studio, CVAT, LabelMe oder W3C.
store-conflict = „{ $name }“ wurde um { $at } in einem anderen Tab gespeichert; hier zu speichern würde das ersetzen.
    .hint = Ihre Arbeit bleibt in diesem Tab: Exportieren Sie sie jetzt, und schließen Sie dann einen der beiden Tabs.
store-full = Dieser Browser hat keinen Platz mehr für Annotationen.
    .hint = Ihre Arbeit bleibt in diesem Tab: Exportieren Sie sie jetzt, und schaffen Sie dann Platz auf der Festplatte.
store-unavailable = Dieser Browser kann keine Annotationen speichern ({ $why }).
    .hint = Ihre Arbeit bleibt in diesem Tab: Exportieren Sie sie jetzt, und erlauben Sie dann dieser Seite, Daten zu behalten; private Fenster verweigern das oft.
store-waiting = Die Arbeit an „{ $name }“ ist noch nicht gespeichert: { $why }
    .hint = Sie bleibt in diesem Tab erhalten: Öffnen Sie das Bild noch einmal, um sie zu exportieren, oder schaffen Sie Platz, bevor Sie den Tab schließen.

## Modelle und was geladen wird

asset-corrupted = { $file } ist beschädigt.
    .hint = Laden Sie die Seite ohne Zwischenspeicher neu; hilft das nicht, bauen Sie die Dateien neu und kopieren Sie alle.
asset-corrupted-models = models.json ist nicht brauchbar.
    .hint = Bauen Sie die Dateien mit derselben Version neu wie dieses Skript.
asset-corrupted-version = Skript und Dateien sind von verschiedenen Versionen.
    .hint = Kopieren Sie beide aus einem Bau, und laden Sie ohne Zwischenspeicher neu.
asset-missing = { $file } konnte nicht geladen werden.
    .hint = Legen Sie den gebauten Ordner „assets“ dorthin, wo { $folder } ist, oder setzen Sie assetPath auf seinen Ort.
engine-failed = Etwas ist misslungen: { $why }
    .hint = Die Maske ist, wie sie war. Versuchen Sie es noch einmal, oder laden Sie die Seite neu.
model-unfit = Der Ordner ist kein brauchbares Modell: { $why }
    .hint = { -export }
model-unfit-borders = Das Netz { $net } hat als { $side } { $found }; es müsste { $wanted } haben.
    .hint = { -export }
model-unfit-empty = In dem Ordner ist keine models.json.
    .hint = { -export }
model-unfit-hash = { $file } ist nicht die Datei, für die models.json geschrieben wurde: Ihre SHA-256-Summe ist eine andere.
    .hint = { -export }
model-unfit-lacks = In dem Ordner fehlt { $file }, das seine models.json nennt.
    .hint = { -export }
-export = Exportieren Sie das Modell mit python -m model_export, und wählen Sie den Ordner, der dabei entsteht.
model-unknown = Ein Modell „{ $model }“ gibt es nicht.
    .hint = Zur Wahl stehen { $known }.
wasm-missing = WebAssembly ist in diesem Browser abgeschaltet; ohne das lässt sich kein Klick berechnen.
    .hint = Erlauben Sie es für diese Seite (ein Blockierungsmodus oder eine Sicherheitseinstellung verbietet es), oder nehmen Sie einen anderen Browser. { -by-hand }
wasm-missing-policy = WebAssembly ist auf dieser Seite verboten; ohne das lässt sich kein Klick berechnen.
    .hint = Die Richtlinie, die mit der Seite und ihrem Worker gesendet wird, braucht "script-src 'self' 'wasm-unsafe-eval'". { -by-hand }
-by-hand = Von Hand geht es bis dahin: mit Pinsel, Radierer, Polygon und Lasso; Masken lassen sich als PNG sichern.
worker-missing = Dieser Browser hat keine Worker; ohne sie lässt sich kein Klick berechnen.
    .hint = Nehmen Sie einen aktuellen Browser. { -by-hand }
worker-missing-policy = Die Richtlinie dieser Seite verbietet ihren Worker; ohne ihn lässt sich kein Klick berechnen.
    .hint = Die Richtlinie braucht "worker-src 'self'"; für Dateien einer anderen Seite "worker-src blob:" und jene Seite in "script-src". { -by-hand }
worker-crashed = Die Rechenmaschine ist stehengeblieben.
    .hint = Ihre Arbeit ist da, mit jedem Schritt. Klicken Sie noch einmal: Sie startet neu und macht dort weiter.
