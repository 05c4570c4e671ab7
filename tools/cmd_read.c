// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "cmd.h"
#include "output.h"
#include "packets.h"
#include "progress.h"
#include "source.h"
#include "text_packet.h"
#include "wait.h"

const struct cmd_opt cmd_read_opts[] = {
	{ 'w', "write", "FILE", "write them to a pcapng file; - is the standard output" },
	{ 'c', "count", "COUNT", "end after so many packets" },
	{ 0 },
};

struct reader {
	const struct args *args;
	uint64_t most; /* packets, then it is the end */
	struct source source;
	struct packets packets;
	struct capture capture; /* with -w */
	struct progress progress;
};

/* How one step of reading came out. */
enum step {
	STEP_ON,
	STEP_END,
	STEP_GONE, /* nobody reads what is written, which is no mistake */
	STEP_FAILED,
};

static bool to_file(const struct reader *reader)
{
	return ARGS_OPT(reader->args, 'w');
}

/* Whether the standard output is written to, and somebody has to be there. */
static bool to_output(const struct reader *reader)
{
	return !to_file(reader) || !reader->capture.path;
}

static enum step written(struct reader *reader, int error)
{
	if (!error)
		return STEP_ON;
	if (error == EPIPE && to_output(reader))
		return STEP_GONE;
	progress_clear(&reader->progress);
	if (to_file(reader))
		capture_failed(&reader->capture);
	/* main() says what is wrong with the standard output. */
	return STEP_FAILED;
}

static enum step put(struct reader *reader, const struct lfring_record *record, const void *data)
{
	if (to_file(reader))
		return written(reader, capture_packet(&reader->capture, record, data));
	if (reader->args->json)
		text_packet_json(record);
	else
		text_packet(record);
	return written(reader, output_error());
}

static enum step flush(struct reader *reader)
{
	if (to_file(reader))
		return written(reader, capture_flush(&reader->capture));
	output_flush();
	return written(reader, output_error());
}

static enum step bad(struct reader *reader, const char *why)
{
	progress_clear(&reader->progress);
	failed("reading %s: %s", reader->source.path, why);
	return STEP_FAILED;
}

/* All whole packets that have been read. */
static enum step take(struct reader *reader)
{
	struct progress *progress = &reader->progress;
	struct lfring_record record;
	enum step step = STEP_ON;
	const void *data;
	int err;

	while (step == STEP_ON) {
		data = packets_next(&reader->packets, &record, &err);
		if (err)
			return bad(reader, reader->packets.error);
		if (!data)
			break;
		progress->packets++;
		progress->bytes += record.len;
		progress->lost += record.missed;
		step = put(reader, &record, data);
		if (step == STEP_ON && progress->packets == reader->most)
			step = STEP_END;
	}
	return step;
}

static enum step read_some(struct reader *reader)
{
	ssize_t len = packets_read(&reader->packets);

	if (len > 0)
		return take(reader);
	switch (len) {
	case 0:
		return STEP_END;
	case -EAGAIN:
	case -EINTR:
		return STEP_ON;
	case -EBADMSG:
		return bad(reader, reader->packets.error);
	default:
		return bad(reader, strerror(-len));
	}
}

static enum wait_result wait_for(const struct reader *reader, uint64_t deadline)
{
	if (to_output(reader))
		return wait_until(deadline, reader->source.fd);
	return wait_silent(deadline, reader->source.fd);
}

/* Until the end, whichever it is. What has been read is written when there is nothing to read. */
static enum step read_all(struct reader *reader)
{
	bool waiting = true; /* something, for more to be written with it */
	enum step step = STEP_ON;

	while (step == STEP_ON) {
		switch (wait_for(reader, waiting ? 0 : reader->progress.next)) {
		case WAIT_FD:
			step = read_some(reader);
			waiting = true;
			break;
		case WAIT_SIGNAL:
			return STEP_END;
		case WAIT_GONE:
			return STEP_GONE;
		case WAIT_TIME:
			if (waiting)
				step = flush(reader);
			waiting = false;
			break;
		}
		progress_show(&reader->progress);
	}
	return step;
}

/* All that has been read is to arrive, also when something was wrong with what came then. */
static enum step end_output(struct reader *reader)
{
	if (!to_file(reader))
		return flush(reader);
	/* That nothing can be written has been said. */
	if (reader->capture.error)
		return STEP_FAILED;
	return written(reader, capture_end(&reader->capture));
}

static enum status finish(struct reader *reader, enum step step)
{
	enum step last = step == STEP_GONE ? step : end_output(reader);

	if (last == STEP_GONE) {
		output_give_up();
		return STATUS_DONE;
	}
	if (step == STEP_FAILED || last == STEP_FAILED)
		return STATUS_FAILED;
	progress_end(&reader->progress);
	return STATUS_DONE;
}

static enum status prepare(struct reader *reader)
{
	const char *file = ARGS_OPT(reader->args, 'w');
	enum status status;

	status = source_find(&reader->source, reader->args->words, reader->args->word_count);
	if (status == STATUS_DONE && file)
		status = capture_open(&reader->capture, file);
	/* From here on nothing waits where they would not be noticed. */
	wait_catch_signals();
	if (status == STATUS_DONE)
		status = source_open(&reader->source);
	if (status == STATUS_DONE && packets_init(&reader->packets, reader->source.fd))
		status = failed("out of memory");
	if (status == STATUS_DONE && file)
		status = capture_begin(&reader->capture, &reader->source);
	return status;
}

enum status cmd_read(const struct args *args)
{
	struct reader reader = { .args = args, .most = UINT64_MAX };
	const char *count = ARGS_OPT(args, 'c');
	enum status status;

	if (count && args_count("--count", count, UINT64_MAX, &reader.most))
		return STATUS_USAGE;
	/* A file that may not become larger is like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	status = prepare(&reader);
	if (status == STATUS_DONE) {
		/* On one terminal there is room for the packets or for this. */
		progress_begin(&reader.progress, to_file(&reader) || (isatty(STDERR_FILENO) &&
								      !isatty(STDOUT_FILENO)));
		status = finish(&reader, read_all(&reader));
	}
	capture_close(&reader.capture);
	packets_free(&reader.packets);
	source_free(&reader.source);
	return status;
}
