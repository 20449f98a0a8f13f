"""Runs inside an environment that has xllamacpp and gguf: a real llama.cpp server with a model of random weights.

    python llamacpp_live.py FOLDER PORT

Prints one line once it answers. The model knows single bytes alone and says nonsense; that it is llama.cpp that reads the
conversation and answers is what counts.
"""

import sys
import time
from pathlib import Path

import gguf
import numpy as np
import xllamacpp

folder, port = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(exist_ok=True)
WIDE, LAYERS, HEADS, FEED = 64, 1, 2, 128
TEMPLATE = (
    "{% for message in messages %}[{{ message.role }}]{{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}"
)


def model(path):
    rng = np.random.default_rng(7)
    out = gguf.GGUFWriter(path, "llama")
    out.add_context_length(4096)
    out.add_embedding_length(WIDE)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(FEED)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(WIDE // HEADS)
    kinds = gguf.TokenType
    tokens = [b"<unk>", b"<s>", b"</s>", *(f"<0x{n:02X}>".encode() for n in range(256))]
    types = [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * 256]
    out.add_tokenizer_model("llama")
    out.add_token_list(tokens)
    out.add_token_scores([0.0] * len(tokens))
    out.add_token_types(types)
    out.add_unk_token_id(0)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)
    out.add_chat_template(TEMPLATE)

    def tensor(name, *shape, ones=False):
        data = np.ones(shape) if ones else rng.normal(0, 0.05, shape)
        out.add_tensor(name, data.astype(np.float32))

    tensor("token_embd.weight", len(tokens), WIDE)
    tensor("output_norm.weight", WIDE, ones=True)
    tensor("output.weight", len(tokens), WIDE)
    for n in range(LAYERS):
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensor(f"blk.{n}.{name}.weight", WIDE, WIDE)
        tensor(f"blk.{n}.attn_norm.weight", WIDE, ones=True)
        tensor(f"blk.{n}.ffn_norm.weight", WIDE, ones=True)
        tensor(f"blk.{n}.ffn_gate.weight", FEED, WIDE)
        tensor(f"blk.{n}.ffn_up.weight", FEED, WIDE)
        tensor(f"blk.{n}.ffn_down.weight", WIDE, FEED)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


model(folder / "tiny.gguf")
params = xllamacpp.CommonParams()
params.model.path = str(folder / "tiny.gguf")
params.model_alias = {"tiny"} if isinstance(params.model_alias, set | list) else "tiny"
params.n_ctx = 4096
params.n_parallel = 1
params.warmup = False
params.cpuparams.n_threads = 1
params.hostnames = ["127.0.0.1"]
params.port = port
server = xllamacpp.Server(params)
print("listening", server.listening_address, flush=True)
while True:
    time.sleep(60)
