### The annotator's texts. A name stays the same in every language; a text that is missing is said in English.

toolbar = Annotation
tools = Tools
modes = What a click does
view = View
panel = Classes and objects
close = Close
again = Try again
dismiss = Dismiss this message
export-now = Export as { $format }
save-over = Save over theirs
take-other = Take theirs

## Commands: buttons, menus and the sheet of shortcuts. A "-tip" is said when the pointer rests on the button.

command-click = Click
command-click-tip = Click on a thing to get its mask
command-brush = Brush
command-eraser = Eraser
command-polygon = Polygon
command-lasso = Lasso
command-box = Box
command-box-tip = Box: the part of the image that clicks look at
command-pan = Move the image
command-mode = Switch between add and remove
command-smaller = Smaller brush
command-larger = Larger brush
command-undo = Undo
command-redo = Redo
command-reset = Reset
command-reset-tip = Forget this object’s clicks and start again
command-finish = Next object
command-finish-tip = This object is done: begin the next one
command-next = Object below in the list
command-previous = Object above in the list
command-rename = Rename
command-visible = Show or hide the object
command-locked = Lock or unlock the object
command-merge = Merge with the object above
command-split = Split into its parts
command-moveLeft = Move the object left
command-moveRight = Move the object right
command-moveUp = Move the object up
command-moveDown = Move the object down
command-toFront = Bring to front
command-toBack = Send to back
command-delete = Delete
command-class = Class { $number }
command-fit = Show the whole image
scale = { $percent } %
scale-fit = { scale }: show the whole image
command-zoomIn = Zoom in
command-zoomOut = Zoom out
command-compare = Compare with the beginning
command-compare-tip = Show the mask that the object began with; green came since, red went
command-hover = Preview under the pointer
command-hover-tip = Show under the resting pointer what a click would do
command-fainter = Fainter mask
command-stronger = Stronger mask
command-open = Open images…
command-openFolder = Open a folder…
command-openMask = Load mask…
command-import = Import annotations…
command-openModel = Use a model of your own…
command-save = Save mask as PNG
command-exportMenu = Export
command-before = Previous image
command-after = Next image
command-copyNext = Copy to the next image
command-help = Keyboard shortcuts

group-tools = Tools
group-edit = Undo
group-objects = Objects
group-view = View
group-files = Files and help
group-image = On the image

command-left = Crosshair to the left
command-right = Crosshair to the right
command-up = Crosshair up
command-down = Crosshair down
command-place = Click at the crosshair, close an outline
command-oppose = Remove at the crosshair
command-drop = Drop what is begun
command-back = Take its last point back
command-mark = Choose a click, the newest first
command-markBefore = Choose a click, the oldest first
command-unmark = Take the chosen click away
command-bare = Bare image, while held
command-grab = Move the image, while held

image-fine = Crosshair by one pixel
image-fine-keys = Alt and arrow keys
image-remove = Remove
image-remove-keys = right click
image-collect = Collect clicks, compute once
image-collect-keys = hold Ctrl
image-drag = Move the image
image-drag-keys = drag
image-wheel = Zoom
image-wheel-keys = wheel, two fingers

## Toolbar

menu-open = Open
menu-load = Load
mode-add = Add
mode-add-tip = A click adds to the mask
mode-remove = Remove
mode-remove-tip = A click removes from the mask (also right click, or Shift and click)
opacity = Opacity
opacity-tip = Opacity of the mask
brush-size = Brush size

## Stage

empty = No image yet
empty-files = Open an image, drop it here, or paste it. It stays in this browser.
loading = Loading
loading-download = Loading the annotator…
loading-python = Starting Python…
loading-networks = Preparing the networks…
loading-warm-up = Warming up…
drop-image = Drop here to open as image
drop-mask = Drop here to load as mask

## Status. A hint for touch screens ends in "-touch".

hint-click = Click adds, right click removes. Wheel zooms, dragging moves.
hint-click-touch = Tap adds; Remove takes away; two fingers zoom.
hint-brush = Drag to paint, right button to erase. [ and ] change the size.
hint-brush-touch = Draw with one finger. Two fingers move and zoom.
hint-eraser = Drag to erase. [ and ] change the size.
hint-eraser-touch = Rub with one finger. Two fingers move and zoom.
hint-polygon = Click the corners; Enter or a double click closes.
hint-polygon-touch = Tap the corners; tap the first one to close.
hint-lasso = Draw around the region.
hint-box = Drag a box around the thing; clicks then look at that part only.
hint-pan = Drag to move the image.
said-click-outside = Click on the image
said-click-without-effect = Nothing to change there
said-nothing-to-undo = There is nothing to undo
said-object-hidden = The object is hidden: show it first
change-none = Nothing to change there
change = { $added ->
    [0] { "" }
   *[other] +{ $added }{" "}
}{ $removed ->
    [0] { "" }
   *[other] −{ $removed }{" "}
}pixels
change-click = { change } in { $ms } ms
model = Model { $name }
model-own = Own model { $name }
model-used = { $name } computes the clicks now
copied = { $name } copied to this image
restored = { $objects ->
    [one] One object
   *[other] { $objects } objects
} found again, saved { DATETIME($savedAt, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit") }
saved-saving = Saving…
saved-saved = Saved
saved-failed = Not saved
saved-at = Saved in this browser at { DATETIME($at, hour: "2-digit", minute: "2-digit", second: "2-digit") }

## Objects and classes

objects = Objects
objects-show = { $count } { $count ->
    [one] object
   *[other] objects
}
area = { $area ->
    [0] empty
   *[other] { $area } px
}
object-name = Name of the object
object-more = More for { $name }
object-visible = { $name } is visible
object-visible-tip = Show or hide
object-locked = { $name } is locked
object-locked-tip = Lock: nothing changes it
merge-into-active = Merge with the active object
overlap = Where objects overlap
overlap-tip = What happens where objects overlap
overlap-allow = Overlap allowed
overlap-new = New wins
overlap-locked = Locked wins
classes = Classes
class-add = Add class
class-name = Name of the class
classes-edit = Change classes
classes-about = Keys 1 to 9 follow this order. Objects of a deleted class stay, without one.
class-color = Colour of { $name }
class-rename = Name of { $name }
class-delete = Delete the class { $name }
class-taken = There is a class { $name } already

## Export

export = Export
export-all = { $count ->
    [one] One object
   *[other] { $count } objects
}
export-done = { $count ->
    [one] One file exported
   *[other] { $count } files exported
}
export-losses = What this format could not hold
export-tolerance = Polygon tolerance
export-tolerance-value = { NUMBER($value, minimumFractionDigits: 1) } px
export-shapes = Shapes, where a format has both
export-shapes-mask = masks
export-shapes-polygon = outlines
export-set = All images of the set, as one zip
export-holes = Holes in YOLO
export-holes-bridge = bridged
export-holes-split = split
export-holes-fill = filled
mask-soft = { $name } has more than two brightnesses.
mask-soft-hint = Pixels from the threshold on belong to the object; half is the usual choice.
mask-threshold = Threshold
mask-first = Of { $count } files, only { $name } was loaded as the mask: a mask is one file.
mask-labels = A value for each object: { $count ->
    [one] one object
   *[other] { $count } objects
}
import-losses = What of the file was not read
import-done = { $count ->
    [0] No object for this image was found
    [one] One object read
   *[other] { $count } objects read
}
format-coco = COCO
format-coco-about = JSON with compressed RLE, holes kept
format-png = PNG masks
format-png-about = one black and white picture per object
format-index-png = Index PNG
format-index-png-about = one picture, VOC palette; later objects of the list lie on top
format-polygons = Polygons
format-polygons-about = JSON with outlines and holes
format-yolo = YOLO segmentation
format-yolo-about = one outline a line
format-label-studio = Label Studio
format-label-studio-about = brush, bitmask and polygon
format-cvat = CVAT
format-cvat-about = XML with masks
format-labelme = LabelMe
format-labelme-about = JSON with mask shapes
format-w3c = Web Annotation
format-w3c-about = W3C, SVG selectors

## Shortcuts

shortcuts = Keyboard shortcuts
shortcuts-help = Press a key’s field, then the new keys. Changes are kept in this browser.
shortcuts-reset = Back to the original keys
shortcut-change = Change the keys
shortcut-press = press keys…

## The page around the tool

samples = Samples
sample-coffee = Coffee
sample-cat = Cat
sample-astronaut = Astronaut
sample-repair = Repair a mask
about = Everything stays in this browser.
set = Images
set-place = { $at } of { $count }
set-annotated = { $annotated } of { $count } annotated
set-new = not opened yet
set-seen = no objects yet
set-done = { $objects ->
    [one] one object
   *[other] { $objects } objects
}
set-progress = Images annotated
set-spare = { $count ->
    [one] One mask was left out: { $names }.
   *[other] { $count } masks were left out: { $names }.
}
set-spare-hint = Each image takes one mask file. Open the image and drop a further mask on it.
