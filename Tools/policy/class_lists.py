"""Makes the public class lists that the tests of the refusals use.

Writes one text file a data set, one class name a line, in the data set's own order and spelling.
The names come from three Python packages; the few lists that no package holds are typed below.

    pip download --no-deps -d DOWNLOADS clip-benchmark tensorflow-datasets torchvision
    python class_lists.py DOWNLOADS Tests/ZeroShotTests/Fixtures/policy/classes

Licences: clip-benchmark 1.6.2 MIT, tensorflow-datasets 4.9.10 Apache-2.0, torchvision BSD-3-Clause.
"""

import ast
import json
import pathlib
import re
import sys
import zipfile

CIFAR_10 = "airplane automobile bird cat deer dog frog horse ship truck".split()
STL_10 = "airplane bird car cat deer dog horse monkey ship truck".split()
CIFAR_100 = """
apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
willow_tree wolf woman worm
""".split()
FGVC_AIRCRAFT = """
707-320, 727-200, 737-200, 737-300, 737-400, 737-500, 737-600, 737-700, 737-800, 737-900, 747-100, 747-200, 747-300,
747-400, 757-200, 757-300, 767-200, 767-300, 767-400, 777-200, 777-300, A300B4, A310, A318, A319, A320, A321, A330-200,
A330-300, A340-200, A340-300, A340-500, A340-600, A380, ATR-42, ATR-72, An-12, BAE 146-200, BAE 146-300, BAE-125,
Beechcraft 1900, Boeing 717, C-130, C-47, CRJ-200, CRJ-700, CRJ-900, Cessna 172, Cessna 208, Cessna 525, Cessna 560,
Challenger 600, DC-10, DC-3, DC-6, DC-8, DC-9-30, DH-82, DHC-1, DHC-6, DHC-8-100, DHC-8-300, DR-400, Dornier 328, E-170,
E-190, E-195, EMB-120, ERJ 135, ERJ 145, Embraer Legacy 600, Eurofighter Typhoon, F-16A/B, F/A-18, Falcon 2000,
Falcon 900, Fokker 100, Fokker 50, Fokker 70, Global Express, Gulfstream IV, Gulfstream V, Hawk T1, Il-76, L-1011,
MD-11, MD-80, MD-87, MD-90, Metroliner, Model B200, PA-28, SR-20, Saab 2000, Saab 340, Spitfire, Tornado, Tu-134,
Tu-154, Yak-42
""".replace("\n", " ").strip().split(", ")


def archive(folder: pathlib.Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(folder.glob(f"{name}-*.whl")))


def constant(source: str, name: str):
    """The literal that a Python module assigns to a name; the module is not run."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            return ast.literal_eval(node.value)
    raise KeyError(name)


def main(downloads: pathlib.Path, output: pathlib.Path) -> None:
    lists = {
        "cifar10": CIFAR_10,
        "cifar100": CIFAR_100,
        "stl10": STL_10,
        "fgvc-aircraft": FGVC_AIRCRAFT,
    }

    clip_benchmark = archive(downloads, "clip_benchmark")
    english = json.loads(clip_benchmark.read("clip_benchmark/datasets/en_classnames.json"))
    for name in (
        "imagenet1k flowers gtsrb country211 eurosat fer2013 caltech101 caltech101_vtab clevr_count_all mnist svhn "
        "kitti_closest_vehicle_distance dmlab pets pcam diabetic_retinopathy"
    ).split():
        lists[name.replace("_", "-")] = english[name]

    datasets = archive(downloads, "tensorflow_datasets")
    root = "tensorflow_datasets/"

    def lines(path: str) -> list[str]:
        return datasets.read(root + path).decode().split("\n")

    def names(path: str, constant_name: str = "_LABELS") -> list[str]:
        return list(constant(datasets.read(root + path).decode(), constant_name))

    lists["food101"] = lines("image_classification/food-101_classes.txt")
    lists["sun397"] = [line[3:] for line in lines("image_classification/sun397_labels.txt")]
    lists["places365"] = lines("image_classification/categories_places365.txt")
    lists["dtd"] = lines("image_classification/dtd_key_attributes.txt")
    lists["ucf101"] = [
        re.sub(r"(?<=[a-z])(?=[A-Z])", " ", line) for line in lines("video/ucf101_labels.txt")
    ]
    lists["quickdraw"] = lines("datasets/quickdraw_bitmap/labels.txt")
    lists["lvis"] = lines("datasets/lvis/classes.txt")
    lists["stanford-cars"] = names("image_classification/cars196.py", "_NAMES")
    lists["resisc45"] = names("datasets/resisc45/resisc45_dataset_builder.py")
    lists["uc-merced"] = names("image_classification/uc_merced.py")
    lists["bigearthnet"] = names("datasets/bigearthnet/bigearthnet_dataset_builder.py")
    lists["so2sat"] = names("datasets/so2sat/so2sat_dataset_builder.py")
    lists["plant-village"] = names("datasets/plant_village/plant_village_dataset_builder.py")
    lists["beans"] = names("datasets/beans/beans_dataset_builder.py")
    lists["citrus-leaves"] = names("image_classification/citrus.py", "_LEAVES_LABELS")
    lists["malaria"] = names("datasets/malaria/malaria_dataset_builder.py", "_NAMES")
    lists["colorectal-histology"] = names(
        "image_classification/colorectal_histology.py", "_CLASS_NAMES"
    )

    categories = archive(downloads, "torchvision").read("torchvision/models/_meta.py").decode()
    lists["coco"] = [
        name for name in constant(categories, "_COCO_CATEGORIES") if name not in ("__background__", "N/A")
    ]
    lists["voc2007"] = constant(categories, "_VOC_CATEGORIES")[1:]
    lists["kinetics400"] = constant(categories, "_KINETICS400_CATEGORIES")

    output.mkdir(parents=True, exist_ok=True)
    for name, classes in lists.items():
        kept = [line.strip() for line in classes if line.strip()]
        (output / f"{name}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(f"{name}: {len(kept)}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
