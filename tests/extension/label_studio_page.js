// What the extension's adapter uses of Label Studio's page state, with nothing behind it. `seed` is the page's:
// its task's results, by annotation. Tags and results have the fields that Label Studio's own have.
const tags = [
  { name: "photo", type: "image", imageRef: document.getElementById("photo"), rotation: 0, currentImage: 0 },
  { name: "other", type: "image", imageRef: document.getElementById("other"), rotation: 0, currentImage: 0 },
  { name: "tag", type: "brushlabels", toname: "photo", children: [label("Cup/Mug"), label("Spoon")] },
  { name: "tag/2", type: "polygonlabels", toname: "photo", children: [label("Table/Wood")] },
  { name: "othertag", type: "brushlabels", toname: "other", children: [label("Cat")] },
];

function label(value) {
  return { type: "label", value };
}

function region({ id, to_name }) {
  return { cleanId: id, object: tags.find(({ name }) => name === to_name) };
}

function annotation(id, results) {
  let frozen = null;
  const own = {
    id,
    steps: 0, // of its undo
    names: new Map(tags.map((tag) => [tag.name, tag])),
    regions: results.map(region),
    selectedRegions: [],
    history: {
      freeze: (key) => {
        frozen = key;
      },
      unfreeze: (key) => {
        if (frozen !== key) throw new Error(`${key} is not frozen`);
        frozen = null;
        own.steps++;
      },
    },
    isReadOnly: () => false,
    serializeAnnotation: () => structuredClone(results),
    deleteRegion({ cleanId }) {
      results = results.filter(({ id }) => id !== cleanId);
      own.regions = results.map(region);
    },
    deserializeResults(added) {
      results = [...results, ...structuredClone(added)];
      own.regions = results.map(region);
    },
    updateObjects() {},
    selectArea: (area) => {
      own.selectedRegions = [area];
    },
  };
  return own;
}

const annotations = seed.map((results, index) => annotation(`annotation-${index}`, results));
window.Htx = { task: { id: 1 }, annotationStore: { selected: annotations[0] } };
