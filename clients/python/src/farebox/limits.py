"""Every bound of the client, with its unit and reason. Times are seconds, as Python has them."""

#: Until the head of an answer: longer than the gateway waits for a first event.
DEFAULT_TIMEOUT = 600.0
#: Until a connection stands.
DEFAULT_CONNECT_TIMEOUT = 5.0
#: Without a byte in a stream; the gateway sends a comment every five seconds.
DEFAULT_SILENCE = 30.0
#: Connections at once; what an account may have running unless its operator says otherwise.
DEFAULT_CONNECTIONS_MAX = 64
CONNECTIONS_MAX = 100_000
#: That an unused connection is kept.
KEEP_ALIVE = 30.0
#: No wait is longer: a day.
TIME_MAX = 86_400.0

#: Repetitions of a call.
DEFAULT_RETRIES = 3
RETRIES_MAX = 10
#: The first pause is drawn below this, each further one below twice as much.
DEFAULT_PAUSE = 0.25
DEFAULT_PAUSE_MAX = 8.0
#: Who is told to wait longer tells its caller instead.
RETRY_AFTER_MAX = 60.0

#: Attempts in a row to come back to a stream that brought nothing new.
RESUME_ATTEMPTS_MAX = 5
#: Times that one stream is come back to.
RESUMES_MAX = 1_000
RESUME_PAUSE = 0.1
#: Five pauses stay below the ten seconds for which the gateway lingers.
RESUME_PAUSE_MAX = 2.0
#: Until the head of a stream that is asked for again: it is there at once.
RESUME_TIMEOUT = 5.0
#: For a connection to end once the last event has come.
LAST_BYTES_TIMEOUT = 1.0
#: For a cancellation that nobody waits to hear the end of; the gateway stops the call anyway.
LEAVE_TIMEOUT = 5.0

#: Bytes of one answer that is no stream; pictures come in base64.
ANSWER_BYTES_MAX = 128 * 1024 * 1024
#: Bytes of one line of a stream, for the same reason.
LINE_BYTES_MAX = 64 * 1024 * 1024
#: Characters of a foreign answer that an error shows.
EXCERPT_CHARACTERS = 120

#: Models whose prices, and pictures whose tokens, one client remembers.
REMEMBERED_MAX = 1_000
#: For tiktoken to load a vocabulary, which it may have to fetch without a limit of its own.
VOCABULARY_TIMEOUT = 5.0
#: Bytes of a picture within which nearly every header ends.
PICTURE_HEAD_BYTES = 49_152
