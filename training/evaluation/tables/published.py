"""The paper's own figures (Chen et al., FocalClick, CVPR 2022), and those of its authors' repository.

Number of clicks (NoC) to the IoU in percent that a column names; lower is better.
"""

from __future__ import annotations

Figure = float | None

TABLE_2_COLUMNS = (
    ("grabcut", 85),
    ("grabcut", 90),
    ("berkeley", 90),
    ("sbd", 85),
    ("sbd", 90),
    ("davis", 85),
    ("davis", 90),
)

TABLE_2: tuple[tuple[str, str, tuple[Figure, ...]], ...] = (
    ("Graph cut", "", (7.98, 10.00, 14.22, 13.6, 15.96, 15.13, 17.41)),
    ("Geodesic matting", "", (13.32, 14.57, 15.96, 15.36, 17.60, 18.59, 19.50)),
    ("Random walker", "", (11.36, 13.77, 14.02, 12.22, 15.04, 16.71, 18.31)),
    ("Euclidean star convexity", "", (7.24, 9.20, 12.11, 12.21, 14.86, 15.41, 17.70)),
    ("Geodesic star convexity", "", (7.10, 9.12, 12.57, 12.69, 15.31, 15.35, 17.52)),
    ("DOS w/o GC", "Augmented VOC", (8.02, 12.59, None, 14.30, 16.79, 12.52, 17.11)),
    ("DOS with GC", "Augmented VOC", (5.08, 6.08, None, 9.22, 12.80, 9.03, 12.58)),
    ("RIS-Net", "Augmented VOC", (None, 5.00, None, 6.03, None, None, None)),
    ("CM guidance", "Augmented VOC", (None, 3.58, 5.60, None, None, None, None)),
    ("FCANet (SIS)", "Augmented VOC", (None, 2.14, 4.19, None, None, None, 7.90)),
    ("Latent diversity", "SBD", (3.20, 4.79, None, 7.41, 10.78, 5.05, 9.57)),
    ("BRS", "SBD", (2.60, 3.60, 5.08, 6.59, 9.78, 5.58, 8.24)),
    ("f-BRS-B resnet50", "SBD", (2.50, 2.98, 4.34, 5.06, 8.08, 5.39, 7.81)),
    ("CDNet resnet50", "SBD", (2.22, 2.64, 3.69, 4.37, 7.87, 5.17, 6.66)),
    ("RITM hrnet18", "SBD", (1.76, 2.04, 3.22, 3.39, 5.43, 4.94, 6.71)),
    ("FocalClick hrnet18s-S2", "SBD", (1.86, 2.06, 3.14, 4.30, 6.52, 4.92, 6.48)),
    ("FocalClick segformerB0-S2", "SBD", (1.66, 1.90, 3.14, 4.34, 6.51, 5.02, 7.06)),
    ("99% AccuracyNet", "synthetic", (None, 1.80, 3.04, 3.90, None, None, None)),
    ("f-BRS-B hrnet32", "COCO+LVIS", (1.54, 1.69, 2.44, 4.37, 7.26, 5.17, 6.50)),
    ("RITM hrnet18s", "COCO+LVIS", (1.54, 1.68, 2.60, 4.04, 6.48, 4.70, 5.98)),
    ("RITM hrnet32", "COCO+LVIS", (1.46, 1.56, 2.10, 3.59, 5.71, 4.11, 5.34)),
    ("EdgeFlow hrnet18", "COCO+LVIS", (1.60, 1.72, 2.40, None, None, 4.54, 5.77)),
    ("FocalClick hrnet18s-S1", "COCO+LVIS", (1.64, 1.82, 2.89, 4.74, 7.29, 4.77, 6.56)),
    ("FocalClick hrnet18s-S2", "COCO+LVIS", (1.48, 1.62, 2.66, 4.43, 6.79, 3.90, 5.25)),
    ("FocalClick hrnet32-S2", "COCO+LVIS", (1.64, 1.80, 2.36, 4.24, 6.51, 4.01, 5.39)),
    ("FocalClick segformerB0-S1", "COCO+LVIS", (1.60, 1.86, 3.29, 4.98, 7.60, 5.13, 7.42)),
    ("FocalClick segformerB0-S2", "COCO+LVIS", (1.40, 1.66, 2.27, 4.56, 6.86, 4.04, 5.49)),
    ("FocalClick segformerB3-S2", "COCO+LVIS", (1.44, 1.50, 1.92, 3.53, 5.59, 3.61, 4.90)),
    ("FocalClick hrnet32-S2", "large combination", (1.30, 1.34, 1.85, 4.35, 6.61, 3.19, 4.81)),
    ("FocalClick segformerB3-S2", "large combination", (1.22, 1.26, 1.48, 3.70, 5.84, 2.92, 4.52)),
)
"""Method, training data, figures."""

RELEASED_COLUMNS = (
    "grabcut",
    "berkeley",
    "pascal_voc",
    "coco_mval",
    "sbd",
    "davis",
    "davis585",
    "davis585 init",
)

RELEASED: tuple[tuple[str, str, tuple[tuple[float, float], ...]], ...] = (
    (
        "hrnet18s-S1",
        "COCO+LVIS",
        (
            (1.64, 1.88),
            (1.84, 2.89),
            (3.24, 3.91),
            (2.89, 4.00),
            (4.74, 7.29),
            (4.77, 6.56),
            (5.62, 8.08),
            (2.72, 3.82),
        ),
    ),
    (
        "hrnet18s-S2",
        "COCO+LVIS",
        (
            (1.48, 1.62),
            (1.60, 2.23),
            (2.93, 3.46),
            (2.61, 3.59),
            (4.43, 6.79),
            (3.90, 5.23),
            (4.87, 6.87),
            (2.47, 3.30),
        ),
    ),
    (
        "hrnet32-S2",
        "COCO+LVIS",
        (
            (1.64, 1.80),
            (1.70, 2.36),
            (2.80, 3.35),
            (2.62, 3.65),
            (4.24, 6.61),
            (4.01, 5.39),
            (4.77, 6.84),
            (2.32, 3.09),
        ),
    ),
    (
        "hrnet32-S2",
        "large combination",
        (
            (1.30, 1.34),
            (1.49, 1.85),
            (2.84, 3.38),
            (2.80, 3.85),
            (4.35, 6.61),
            (3.19, 4.81),
            (4.80, 6.63),
            (2.37, 3.26),
        ),
    ),
    (
        "segformerB0-S1",
        "COCO+LVIS",
        (
            (1.60, 1.86),
            (2.05, 3.29),
            (3.54, 4.22),
            (3.08, 4.21),
            (4.98, 7.60),
            (5.13, 7.42),
            (6.21, 9.06),
            (2.63, 3.69),
        ),
    ),
    (
        "segformerB0-S2",
        "COCO+LVIS",
        (
            (1.40, 1.66),
            (1.59, 2.27),
            (2.97, 3.52),
            (2.65, 3.59),
            (4.56, 6.86),
            (4.04, 5.49),
            (5.01, 7.22),
            (2.21, 3.08),
        ),
    ),
    (
        "segformerB3-S2",
        "COCO+LVIS",
        (
            (1.44, 1.50),
            (1.55, 1.92),
            (2.46, 2.88),
            (2.32, 3.12),
            (3.53, 5.59),
            (3.61, 4.90),
            (4.06, 5.89),
            (2.00, 2.76),
        ),
    ),
    (
        "segformerB3-S2",
        "large combination",
        (
            (1.22, 1.26),
            (1.35, 1.48),
            (2.54, 2.96),
            (2.51, 3.33),
            (3.70, 5.84),
            (2.92, 4.52),
            (3.98, 5.75),
            (1.98, 2.72),
        ),
    ),
)
"""Released checkpoint, training data, NoC85 and NoC90 as its authors' repository states them."""

TABLE_3: tuple[tuple[str, tuple[float, float], tuple[float, float], tuple[int, int]], ...] = (
    ("hrnet18s-400", (4.22, 0), (8.96, 0), (470, 0)),
    ("hrnet18s-600", (4.22, 0), (20.17, 0), (1020, 0)),
    ("hrnet32-400", (30.95, 0), (40.42, 0), (1387, 0)),
    ("resnet50-400", (31.38, 0), (84.63, 0), (2359, 0)),
    ("resnet101-512", (50.37, 0), (216.55, 0), (6267, 58)),
    ("B0-S1", (3.72, 0.016), (0.43, 0.17), (41, 59)),
    ("B0-S2", (3.72, 0.016), (1.77, 0.17), (140, 60)),
    ("B3-S2", (45.6, 0.025), (12.72, 0.20), (634, 72)),
    ("hrnet18s-S1", (4.22, 0.011), (0.91, 0.15), (80, 50)),
    ("hrnet18s-S2", (4.22, 0.011), (3.66, 0.16), (213, 51)),
    ("hrnet32-S2", (30.95, 0.025), (16.92, 0.20), (650, 51)),
)
"""Model; parameters in millions, multiply-adds in G and ms on a 4-core laptop, of Segmentor and Refiner."""

TABLE_4: tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...] = (
    ("RITM hrnet18s", (3.71, 5.96, 11.83, 49, 80, 235), (5.34, 7.57, 12.94, 52, 91, 257)),
    ("RITM hrnet32", (3.68, 5.57, 11.35, 46, 75, 214), (4.74, 6.74, 12.09, 45, 80, 230)),
    ("hrnet18s-S1", (2.72, 3.82, 5.86, 37, 57, 97), (5.62, 8.08, 13.73, 53, 98, 274)),
    ("hrnet18s-S2", (2.48, 3.34, 5.18, 31, 43, 79), (4.93, 6.87, 11.97, 49, 77, 239)),
    ("hrnet32-S2", (2.32, 3.09, 4.94, 28, 41, 74), (4.77, 6.84, 11.90, 48, 76, 241)),
    ("segformerB0-S1", (2.63, 3.69, 6.08, 38, 54, 104), (6.21, 9.06, 14.81, 64, 127, 315)),
    ("segformerB0-S2", (2.20, 3.08, 4.82, 27, 39, 68), (4.99, 7.13, 12.65, 50, 86, 260)),
    ("segformerB3-S2", (2.00, 2.76, 4.30, 22, 35, 53), (4.06, 5.89, 11.12, 43, 74, 218)),
)
"""Method; NoC85, 90, 95, NoF85, 90, 95 on DAVIS-585 from its starting masks, and from scratch."""

TABLE_5: tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...] = (
    ("Naive S1", (10.70, 15.60, 250), (12.26, 15.99, 441)),
    ("S1 + Target Crop", (5.70, 9.56, 119), (5.84, 9.45, 184)),
    ("S1 + Target + Focus Crop", (5.15, 7.66, 72), (5.41, 8.52, 145)),
    ("S1 + both + Progressive Merge", (5.13, 7.42, 64), (2.63, 3.69, 54)),
    ("Naive S2", (5.24, 9.74, 129), (7.00, 10.81, 251)),
    ("S2 + Target Crop", (4.52, 5.86, 58), (4.02, 6.53, 99)),
    ("S2 + Target + Focus Crop", (4.15, 5.55, 56), (3.94, 6.23, 93)),
    ("S2 + both + Progressive Merge", (4.04, 5.49, 55), (2.21, 3.08, 41)),
)
"""Parts in use, SegFormer-B0; NoC85, NoC90, NoF90 on DAVIS from scratch, and on DAVIS-585 from its masks."""

TABLE_6 = {
    "grabcut": (89.34, 54.15),
    "berkeley": (68.81, 31.17),
    "sbd": (27.56, 10.15),
    "davis": (40.50, 11.6),
    "davis585": (28.93, 8.76),
}
"""Mean area of Target Crop and Focus Crop in percent of the image."""

TABLE_7_RATIOS: tuple[float | None, ...] = (1.2, 1.4, 1.6, 1.8, None)

TABLE_7: tuple[tuple[tuple[float, float], ...], ...] = (
    ((5.15, 7.21), (5.16, 7.50), (5.23, 7.90), (5.37, 8.21), (6.37, 10.49)),
    ((5.07, 7.10), (5.13, 7.42), (5.15, 7.77), (5.30, 8.23), (6.19, 10.32)),
    ((4.99, 7.07), (5.10, 7.31), (5.11, 7.80), (5.20, 8.17), (6.26, 10.25)),
    ((4.99, 6.95), (5.07, 7.33), (5.08, 7.64), (5.28, 7.96), (6.26, 10.19)),
    ((5.56, 9.03), (5.70, 9.56), (6.01, 10.47), (6.56, 11.31), (10.70, 15.60)),
)
"""NoC85 and NoC90 on DAVIS, SegFormer-B0 S1: rows for the Focus Crop's ratio, columns for the Target Crop's.

None leaves the crop out.
"""
