"""Asks a running server with openai-python: plain, streamed, errors, a stream that is left.

    ./llama serve --port 8642 &
    pip install openai==3.22.1
    python server/src/test/python/openai_client.py http://127.0.0.1:8642/v1
"""

import sys
import time
import urllib.request

import openai

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8642/v1"
client = openai.OpenAI(base_url=base, api_key=sys.argv[2] if len(sys.argv) > 2 else "none", max_retries=0)
model = client.models.list().data[0].id
question = dict(model=model, messages=[{"role": "user", "content": "Tell me a story."}], seed=7)

whole = client.chat.completions.create(max_tokens=20, **question)
assert whole.usage.completion_tokens == 20, whole
assert whole.choices[0].finish_reason == "length", whole

chunks = list(
    client.chat.completions.create(
        max_tokens=20, stream=True, stream_options={"include_usage": True}, **question
    )
)
text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
assert text == whole.choices[0].message.content, (text, whole)
assert chunks[-1].usage == whole.usage, chunks[-1]
assert chunks[0].choices[0].delta.role == "assistant"

logprobs = client.chat.completions.create(max_tokens=3, logprobs=True, top_logprobs=2, **question)
assert [len(t.top_logprobs) for t in logprobs.choices[0].logprobs.content] == [2, 2, 2]

several = client.completions.create(model=model, prompt=["The sea", "The sky"], n=2, max_tokens=4)
assert [c.index for c in several.choices] == [0, 1, 2, 3]

response = client.responses.create(model=model, input="Hello", max_output_tokens=8)
assert response.usage.output_tokens == 8, response
with client.responses.stream(model=model, input="Hello", max_output_tokens=8) as stream:
    kinds = [event.type for event in stream]
assert kinds[0] == "response.created" and kinds[-1] == "response.incomplete", kinds

tools = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]
assert client.chat.completions.create(max_tokens=2, tools=tools, **question).choices[0].message.content
for wrong in (
    dict(tools=tools, tool_choice="required"),
    dict(response_format={"type": "xml"}),
    dict(n=10**9),
    dict(temperature=-1),
):
    try:
        client.chat.completions.create(**question, **wrong)
    except openai.BadRequestError as e:
        assert e.body["code"], e
    else:
        raise AssertionError(wrong)
try:
    client.completions.create(model=model, prompt="word " * 100000)
except openai.BadRequestError as e:
    assert e.code == "context_length_exceeded" and "maximum context length is" in e.message, e
else:
    raise AssertionError("a prompt that is too long")

stream = client.chat.completions.create(max_tokens=10**6, stream=True, extra_body={"ignore_eos": True}, **question)
next(iter(stream))
stream.close()
root = base.removesuffix("/v1")
deadline = time.monotonic() + 2
while urllib.request.urlopen(root + "/slots").read() != b"[]":
    assert time.monotonic() < deadline, "a client that has gone keeps its slot"
print("openai-python", openai.__version__, "and the server agree")
