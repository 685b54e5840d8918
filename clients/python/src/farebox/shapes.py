"""
The gateway's own shapes, as docs/reference/api.md tells them. Amounts are decimal dollars. Records
may hold more fields than are named here.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, TypedDict

#: A call's body, as OpenAI has it, less `stream`; the gateway passes on what it doesn't know.
ChatBody = Mapping[str, Any]
#: What the gateway answers where this page has no closer shape.
Answer = Dict[str, Any]


class CostDetails(TypedDict):
    prompt: str
    completion: str


class Usage(TypedDict, total=False):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: Dict[str, int]
    completion_tokens_details: Dict[str, int]
    #: Dollars as a number, as OpenRouter has it; exact amounts stand beside it.
    cost: float
    cost_details: CostDetails


class Charge(TypedDict):
    """What a call has cost."""

    id: str
    usage: Usage
    cost: str


class Bill(Charge):
    """
    A call's end and what it cost. `status` is `running`, `completed`, `stopped`, `cancelled`,
    `cut`, `failed` or `recovered`.
    """

    status: str


class ChunkDelta(TypedDict, total=False):
    role: str
    content: Optional[str]
    reasoning_content: Optional[str]
    tool_calls: List[Dict[str, Any]]


class ChunkChoice(TypedDict):
    index: int
    delta: ChunkDelta
    finish_reason: Optional[str]


class _ChatChunk(TypedDict):
    id: str
    object: str
    created: int
    model: str
    choices: List[ChunkChoice]


class ChatChunk(_ChatChunk, total=False):
    usage: Optional[Usage]


class Choice(TypedDict):
    index: int
    message: Dict[str, Any]
    finish_reason: str


class ChatCompletion(TypedDict):
    id: str
    object: str
    created: int
    model: str
    choices: List[Choice]
    usage: Usage


class Hold(TypedDict):
    amount: str
    ceiling: str
    state: str


class Timings(TypedDict):
    ttft_ms: Optional[float]
    total_ms: Optional[float]


class _CallRecord(TypedDict):
    id: str
    created: int
    model: str
    status: str
    usage: Usage
    #: `reported`, `counted`, or None while it runs.
    usage_source: Optional[str]
    #: None while it runs.
    cost: Optional[str]
    price_version: str
    hold: Hold
    finish_reason: Optional[str]
    error: Optional[str]
    attempts: List[Dict[str, Any]]
    session_id: Optional[str]
    client_request_id: Optional[str]
    timings: Timings


class CallRecord(_CallRecord, total=False):
    #: While the answer is kept.
    message: Dict[str, Any]


class EstimatedImage(TypedDict):
    width: int
    height: int
    detail: str
    tiles: Optional[int]
    tokens: int
    tokens_max: int


class EstimatedCost(TypedDict):
    prompt: str
    completion_max: str
    total_max: str


class _Estimate(TypedDict):
    model: str
    prompt_tokens: int
    prompt_tokens_max: int
    prompt_tokens_details: Dict[str, int]
    images: List[EstimatedImage]
    max_completion_tokens: int
    cost: EstimatedCost
    hold: str
    admitted: bool
    price_version: str


class Estimate(_Estimate, total=False):
    refused: str


class Pricing(TypedDict):
    """Dollars per token."""

    prompt: str
    completion: str
    image_token: str
    image_output: str
    input_cache_read: str


class Model(TypedDict):
    id: str
    created: int
    name: str
    aliases: List[str]
    context_length: int
    architecture: Dict[str, Any]
    #: None where the model has no price.
    pricing: Optional[Pricing]
    price_version: Optional[str]
    top_provider: Dict[str, Any]


class Balance(TypedDict):
    account_id: str
    name: str
    currency: str
    posted: str
    held: str
    available: str
    owed: str


class Key(TypedDict):
    id: str
    project_id: str
    account_id: str
    name: str
    hint: str
    #: None: every model, later ones included.
    models: Optional[List[str]]
    output_tokens_max: Optional[int]
    spend_limit: Optional[Dict[str, str]]
    expires_at: Optional[str]
    disabled: bool
    limits: Dict[str, int]


class UsageRow(TypedDict):
    calls: int
    usage: Usage
    cost: str


class UsageGroup(UsageRow):
    group: str


# Written so because a field is called `from`.
UsageReport = TypedDict(
    "UsageReport",
    {
        "from": str,
        "to": str,
        "group_by": str,
        "total": UsageRow,
        "truncated": bool,
        "data": List[UsageGroup],
    },
)


class Session(TypedDict):
    id: str
    opening: int
    #: `open` or `settled`.
    status: str
    calls: int
    charged: str
    mills: Optional[int]
    carried: Optional[str]
    cycle: Optional[str]
