"""Makes the fixtures for Torch archives: what torch.save writes, and the same tensors in safetensors.

`values-N.pt` is one state dict in each pickle protocol: every element type that zeroshot reads, in
every kind of view that Torch has. `training.pt` holds the same tensors as a training checkpoint does,
wrapped and beside an optimizer; `pytorch_model.bin.index.json` lists them in two shards. All of them
have one twin, `values.safetensors`, and what `.float()` makes of it, `floats.safetensors`. `script.pt` and `traced.pt` are TorchScript archives, with
`script.safetensors`. `types.pt` has types that are refused.
"""

import collections
import pathlib
import shutil
import zipfile

import torch
from safetensors.torch import save_file

import common

OUTPUT = common.FIXTURES / "torch"


def values(seed=7):
    """Tensors by name: types, then views."""
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(*shape, generator=generator)

    # Half of the doubles are no singles, and some integers neither: reading has to round them.
    large = torch.tensor([0, 1, -1, 2**24 + 1, -(2**24) - 3, 2**53 + 1, 2**63 - 1, -(2**63)])
    extremes = torch.tensor([0.0, -0.0, 1e-310, 1e300, -1e300, float("inf"), 2**-149 * 0.5])
    tensors = {
        "type.f64": torch.cat([normal(6).double() * 1.1, extremes.double()]),
        "type.f32": torch.cat([normal(4), torch.tensor([1e-45, float("-inf"), -0.0])]),
        "type.f16": torch.cat([normal(4), torch.tensor([6e-8, 65504.0])]).half(),
        "type.bf16": torch.cat([normal(4), torch.tensor([1e-40, 3e38])]).bfloat16(),
        "type.i64": large,
        "type.i32": torch.tensor([0, -1, 2**24 + 1, 2**31 - 1, -(2**31)], dtype=torch.int32),
        "type.i16": torch.tensor([0, -1, 32767, -32768], dtype=torch.int16),
        "type.i8": torch.tensor([0, -1, 127, -128], dtype=torch.int8),
        "type.u8": torch.tensor([0, 1, 255], dtype=torch.uint8),
        "type.bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.6592),
        "vector of one": torch.tensor([-10.0]),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(normal(2, 3)),
    }
    base = normal(5, 7)
    half = normal(3, 4, 6).half()
    counts = torch.arange(-20, 20, dtype=torch.int64)
    tensors |= {
        "shared.whole": base,
        "shared.transposed": base.t(),
        "shared.rows": base[1:4],
        "shared.columns": base[:, 2:5],
        "shared.every second": base[::2, 1::3],
        "shared.one": base[3, 6],
        "shared.no rows": base[2:2],
        "half.permuted": half.permute(2, 0, 1),
        "half.slice of permuted": half.permute(1, 2, 0)[1:3, ::2, 1:],
        "half.unsqueezed": half[1].t().unsqueeze(1).unsqueeze(0),
        "expanded": normal(1, 3, 1).expand(2, 3, 4),
        "channels last": normal(4, 3, 5, 2).to(memory_format=torch.channels_last),
        "integers.reversed dimensions": counts.view(2, 4, 5).permute(2, 1, 0),
    }
    return tensors


def save_twin(tensors, path):
    """The same values one after the other, each with bytes of its own."""
    save_file({name: each.detach().clone().contiguous() for name, each in tensors.items()}, path)


def training_checkpoint(tensors):
    """As training programs save it: the wrapped model, an optimizer, and plain values."""
    parameter = torch.nn.Parameter(torch.ones(3))
    optimizer = torch.optim.AdamW([parameter], lr=1e-3)
    parameter.sum().backward()
    optimizer.step()
    return {
        "epoch": 3,
        "name": "ViT-B-32",
        "state_dict": {f"module.{name}": each for name, each in tensors.items()},
        "optimizer": optimizer.state_dict(),
        "scaler": {"scale": 65536.0, "growth_interval": 2000},
        "numbers": [1, -2, 300, 70000, 2**40, 2**70, -(2**70), 1e-3, True, None],
        "set": {1, 2},
        "frozen set": frozenset(["a"]),
        "bytes": b"abc",
        "byte array": bytearray(b"abc"),
        "complex": 1j,
        "counter": collections.Counter("aab"),
        "ordered": collections.OrderedDict(a=1),
        "size": torch.Size([2, 3]),
        "type": torch.bfloat16,
        "device": torch.device("cuda", 0),
        "random state": torch.get_rng_state()[:16].clone(),
    }


def save_shards(tensors, folder):
    names = list(tensors)
    map_of_shards = {}
    total = 0
    for number, part in enumerate((names[: len(names) // 2], names[len(names) // 2 :]), start=1):
        shard = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({name: tensors[name] for name in part}, folder / shard)
        map_of_shards |= {name: shard for name in part}
        total += sum(tensors[name].nbytes for name in part)
    index = {"metadata": {"total_size": total}, "weight_map": map_of_shards}
    common.write_json(folder / "pytorch_model.bin.index.json", index)


class Block(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = torch.nn.LayerNorm(width)
        self.linear = torch.nn.Linear(width, 2).half()

    def forward(self, x):
        return self.linear(self.norm(x).half())


class Scripted(torch.nn.Module):
    """A small model with what OpenAI's archives have: buffers, plain attributes, nested modules."""

    sizes: list[int]

    def __init__(self):
        super().__init__()
        self.positional_embedding = torch.nn.Parameter(torch.randn(3, 4))
        self.register_buffer("input_resolution", torch.tensor(224))
        self.blocks = torch.nn.Sequential(Block(4), torch.nn.Linear(2, 2).half())
        self.sizes = [3, 4]
        self.rate = 0.5

    def forward(self, x):
        return self.blocks(x + self.positional_embedding) * self.rate


def save_script(module, path):
    """Without the entries that say where on this machine the source lies, or that vary by run."""
    dropped = ("debug_pkl", "serialization_id", "/code/__torch__/")
    whole = path.with_suffix(".whole")
    torch.jit.save(module, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            if not any(part in entry.filename for part in dropped):
                entry.extra = b""
                target.writestr(entry, source.read(entry))
    whole.unlink()


def main():
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    torch.manual_seed(3)
    tensors = values()
    for protocol in range(2, 6):
        path = OUTPUT / f"values-{protocol}.pt"
        torch.save(collections.OrderedDict(tensors), path, pickle_protocol=protocol)
    save_twin(tensors, OUTPUT / "values.safetensors")
    save_twin({name: each.float() for name, each in tensors.items()}, OUTPUT / "floats.safetensors")
    torch.save(training_checkpoint(tensors), OUTPUT / "training.pt")
    save_shards(tensors, OUTPUT)

    model = Scripted().eval()
    script = torch.jit.script(model)
    save_script(script, OUTPUT / "script.pt")
    save_script(torch.jit.trace(model, torch.randn(3, 4)), OUTPUT / "traced.pt")
    save_twin(script.state_dict(), OUTPUT / "script.safetensors")
    refused = {
        "half of a byte": torch.ones(2).to(torch.float8_e4m3fn),
        "unsigned": torch.tensor([1, 2], dtype=torch.uint16),
        "float": torch.ones(1),
    }
    torch.save(refused, OUTPUT / "types.pt")
    common.make_readable(OUTPUT)
    for path in sorted(OUTPUT.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
