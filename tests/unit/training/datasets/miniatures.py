"""Data sets of two or three drawn pictures, each in the exact layout of the real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from py_frontend.formats.coco_rle import encode

HEIGHT, WIDTH = 200, 240
Mask = NDArray[np.bool_]


def picture(seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def rectangle(x0: int, y0: int, x1: int, y1: int) -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[y0:y1, x0:x1] = True
    return mask


LEFT, RIGHT, BORDER = rectangle(10, 20, 80, 120), rectangle(100, 40, 220, 180), rectangle(80, 40, 100, 180)


def write_picture(path: Path, seed: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, picture(seed))[1].tobytes())


def write_mask(path: Path, mask: Mask) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.where(mask, 255, 0).astype(np.uint8)).save(path)


def write_palette(path: Path, indices: dict[int, Mask]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    for index, mask in indices.items():
        pixels[mask] = index
    palette = Image.fromarray(pixels)
    palette.putpalette([value for index in range(256) for value in (index, 255 - index, index // 2)])
    palette.save(path)


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def polygon(x0: int, y0: int, x1: int, y1: int) -> list[float]:
    return [x0, y0, x1, y0, x1, y1, x0, y1]


def _annotation(number: int, image: int, category: int, segmentation: Any, crowd: int = 0) -> dict[str, Any]:
    return {
        "id": number,
        "image_id": image,
        "category_id": category,
        "segmentation": segmentation,
        "iscrowd": crowd,
        "area": 1.5,
        "bbox": [0.0, 0.0, 1.0, 1.0],
    }


def _images(*numbers: int) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "license": 4 if number % 2 else 1,
            "file_name": f"{number:012}.jpg",
            "coco_url": f"http://images.cocodataset.org/train2017/{number:012}.jpg",
            "height": HEIGHT,
            "width": WIDTH,
        }
        for number in numbers
    ]


LICENCES = [
    {
        "url": "http://creativecommons.org/licenses/by-nc-sa/2.0/",
        "id": 1,
        "name": "Attribution-NonCommercial-ShareAlike License",
    },
    {"url": "http://creativecommons.org/licenses/by/2.0/", "id": 4, "name": "Attribution License"},
]


def coco(root: Path) -> None:
    document = {
        "info": {"year": 2017},
        "licenses": LICENCES,
        "images": _images(9, 30),
        "categories": [{"supercategory": "animal", "id": 18, "name": "dog"}],
        "annotations": [
            _annotation(1, 9, 18, [polygon(10, 20, 80, 120)]),
            _annotation(2, 9, 18, [polygon(100, 40, 150, 180), polygon(150, 40, 220, 180)]),
            _annotation(3, 9, 18, {"size": [HEIGHT, WIDTH], "counts": encode(BORDER, False)["counts"]}, 1),
        ],
    }
    stuff = {
        "licenses": LICENCES,
        "images": _images(9, 30),
        "categories": [{"id": 157, "name": "sky-other"}, {"id": 183, "name": "other"}],
        "annotations": [_annotation(9, 9, 157, encode(BORDER)), _annotation(10, 9, 183, encode(LEFT))],
    }
    write_text(root / "annotations/instances_train2017.json", json.dumps(document))
    write_text(root / "annotations/stuff_train2017.json", json.dumps(stuff))
    for number in (9, 30):
        write_picture(root / f"train2017/{number:012}.jpg", number)


def lvis(root: Path) -> None:
    images = [{**image, "neg_category_ids": [], "not_exhaustive_category_ids": []} for image in _images(9)]
    for image in images:
        del image["file_name"]
    annotation = _annotation(1, 9, 3, [polygon(10, 20, 80, 120)])
    del annotation["iscrowd"]
    document = {
        "licenses": LICENCES,
        "images": images,
        "categories": [{"id": 3, "name": "aerosol_can", "frequency": "c", "synset": "aerosol.n.02"}],
        "annotations": [annotation],
    }
    write_text(root / "lvis_v1_train.json", json.dumps(document))
    write_picture(root / "train2017/000000000009.jpg")


def voc(root: Path) -> None:
    write_text(root / "ImageSets/Segmentation/train.txt", "2007_000032\n")
    write_picture(root / "JPEGImages/2007_000032.jpg")
    write_palette(root / "SegmentationObject/2007_000032.png", {1: LEFT, 2: RIGHT, 255: BORDER})
    write_palette(root / "SegmentationClass/2007_000032.png", {12: LEFT, 15: RIGHT, 255: BORDER})


def sbd(root: Path) -> None:
    from scipy.io import savemat

    write_text(root / "train.txt", "2008_000002\n")
    write_picture(root / "img/2008_000002.jpg")
    (root / "inst").mkdir()
    instances = np.zeros((1, 1), [("Segmentation", "O"), ("Boundaries", "O"), ("Categories", "O")])
    instances[0, 0] = ((LEFT + 2 * RIGHT).astype(np.uint8), np.zeros((2, 1), object), np.array([[12], [15]]))
    savemat(root / "inst/2008_000002.mat", {"GTinst": instances}, do_compression=True)


def ade20k(root: Path) -> None:
    folder = root / "images/training/b/bakery"
    write_picture(folder / "ADE_train_00000005.jpg")
    for ending, blues in (
        ("seg", {40: LEFT, 7: BORDER, 200: RIGHT}),
        ("parts_1", {90: rectangle(20, 30, 60, 60)}),
    ):
        pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        for blue, mask in blues.items():
            pixels[mask] = (30, 77, blue)
        Image.fromarray(pixels).save(folder / f"ADE_train_00000005_{ending}.png")
    lines = [
        '001 # 0 # 0 # sky # sky # ""',
        '002 # 0 # 1 # person, individual # man # "standing"',
        '003 # 0 # 0 # counter # counter # ""',
        '001 # 1 # 0 # head # head # ""',
    ]
    write_text(folder / "ADE_train_00000005_atr.txt", "\n".join(lines) + "\n")


def davis(root: Path) -> None:
    write_text(root / "ImageSets/2017/train.txt", "bear\n")
    for frame in range(11):
        write_picture(root / f"JPEGImages/480p/bear/{frame:05}.jpg", frame)
        write_palette(root / f"Annotations/480p/bear/{frame:05}.png", {1: LEFT, 2: RIGHT})


def youtube_vos(root: Path) -> None:
    video = {
        "objects": {
            "1": {"category": "penguin", "frames": ["00000"]},
            "3": {"category": "seal", "frames": ["00000"]},
        }
    }
    write_text(root / "train/meta.json", json.dumps({"videos": {"003234408d": video}}))
    for frame in (0, 5):
        write_picture(root / f"train/JPEGImages/003234408d/{frame:05}.jpg", frame)
        write_palette(root / f"train/Annotations/003234408d/{frame:05}.png", {1: LEFT, 3: RIGHT})


def msra10k(root: Path) -> None:
    write_picture(root / "MSRA10K_Imgs_GT/Imgs/73.jpg")
    write_mask(root / "MSRA10K_Imgs_GT/Imgs/73.png", LEFT)


def duts(root: Path) -> None:
    write_picture(root / "DUTS-TR/DUTS-TR-Image/ILSVRC2012_test_00000004.jpg")
    write_mask(root / "DUTS-TR/DUTS-TR-Mask/ILSVRC2012_test_00000004.png", LEFT)


def thinobject5k(root: Path) -> None:
    write_picture(root / "images/thin.jpg")
    write_mask(root / "masks/thin.png", LEFT)


def hflickr(root: Path) -> None:
    write_picture(root / "real_images/f12.jpg")
    write_mask(root / "masks/f12_1.png", LEFT)
    write_mask(root / "masks/f12_2.png", RIGHT)


def folder(root: Path) -> None:
    write_picture(root / "images/a.png")
    write_palette(root / "masks/a.png", {4: LEFT, 9: RIGHT, 255: BORDER})
    write_picture(root / "images/b.jpg", 1)
    write_mask(root / "masks/b.png", RIGHT)
    write_picture(root / "images/c.webp", 2)
    write_mask(root / "masks/c/first.png", LEFT)
    write_mask(root / "masks/c/second.png", RIGHT)
