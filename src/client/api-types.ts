/** The types of the API, made from its OpenAPI document by `npm run client`: change the routes, not this file. */
/* biome-ignore-all lint: made by openapi-typescript */
/* biome-ignore-all format: made by openapi-typescript */
export interface paths {
    "/sdk/v1/runs/{runID}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Append to the run’s event log */
        post: operations["appendLog"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report progress */
        post: operations["reportProgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show that the executor lives; learn of a requested cancel */
        post: operations["heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Append a chunk to a stream of the run */
        post: operations["appendChunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/annotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Merge annotations into the run’s metadata */
        post: operations["annotateRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last checkpoint, which a dispatch has only the size of when it is too large for a header */
        get: operations["readCheckpoint"];
        put?: never;
        /** Append a checkpoint */
        post: operations["writeCheckpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record tokens and cost */
        post: operations["recordUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/tool-call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record a tool call */
        post: operations["recordToolCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a named output */
        post: operations["writeOutput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All state entries, sorted by key */
        get: operations["listState"];
        put?: never;
        /** Write a state entry */
        post: operations["writeState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record a resource sample */
        post: operations["recordResources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/resource-snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record a resource snapshot */
        post: operations["recordResourceSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/state/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One state entry */
        get: operations["readState"];
        put?: never;
        post?: never;
        /** Delete a state entry */
        delete: operations["deleteState"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/payload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The payload the run was triggered with */
        get: operations["readPayload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the run as completed */
        post: operations["completeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the run as failed; it is not retried */
        post: operations["failRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/spawn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a child run, and await it when asked */
        post: operations["spawnRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Continue in a new run of the same job */
        post: operations["continueRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/wait-for-event": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sleep until an event is sent to a key */
        post: operations["waitForEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply many operations in order: all of them or none */
        post: operations["applyBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/memory/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry of the job’s memory */
        get: operations["readMemory"];
        put?: never;
        /** Write an entry of the job’s memory */
        post: operations["writeMemory"];
        /** Delete an entry of the job’s memory */
        delete: operations["deleteMemory"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdk/v1/runs/{runID}/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The job’s memory, sorted by key */
        get: operations["listMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, newest first
         * @description Scope: `jobs:read`.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Create a job
         * @description Scope: `jobs:write`.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A job
         * @description Scope: `jobs:read`.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job without active runs
         * @description Scope: `jobs:write`.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        /**
         * Change a job: what is absent stays
         * @description Scope: `jobs:write`.
         */
        patch: operations["updateJob"];
        trace?: never;
    };
    "/v1/jobs/{jobID}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job: nothing new is triggered or started
         * @description Scope: `jobs:write`.
         */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused job
         * @description Scope: `jobs:write`.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create jobs; what is wrong with one does not hinder the others
         * @description Scope: `jobs:write`.
         */
        post: operations["createJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/batch-enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable jobs; ids of no job of the caller are left out
         * @description Scope: `jobs:write`.
         */
        post: operations["enableJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/batch-disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable jobs; ids of no job of the caller are left out
         * @description Scope: `jobs:write`.
         */
        post: operations["disableJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the endpoint of a job; a new signing secret is shown once
         * @description Scope: `jobs:write`.
         */
        post: operations["setJobEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/endpoint/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call the endpoint of a job once with a signed test message
         * @description Scope: `jobs:write`.
         */
        post: operations["verifyJobEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the runs of a job have ended lately, from its newest thousand
         * @description Scope: `jobs:read`.
         */
        get: operations["getJobHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: the schedule of a job and its next ticks
         * @description Scope: `jobs:read`.
         */
        get: operations["getJobSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a run of the job
         * @description Scope: `jobs:trigger`.
         */
        post: operations["triggerRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/trigger/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create many runs of the job, all or none
         * @description Scope: `jobs:trigger`.
         */
        post: operations["triggerRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batch-operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List bulk triggers, newest first
         * @description Scope: `runs:read`.
         */
        get: operations["listBatchOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batch-operations/{batchID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A bulk trigger
         * @description Scope: `runs:read`.
         */
        get: operations["getBatchOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs, newest first
         * @description Scope: `runs:read`.
         */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run
         * @description Scope: `runs:read`.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        /**
         * Cancel a run and its descendants
         * @description Scope: `runs:write`.
         */
        delete: operations["cancelRun"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Direct children of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listChildren"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/continuations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs that continue this one
         * @description Scope: `runs:read`.
         */
        get: operations["listContinuations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause an executing run
         * @description Scope: `runs:write`.
         */
        post: operations["pauseRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused run, in the same attempt
         * @description Scope: `runs:write`.
         */
        post: operations["resumeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the attempt of a run anew
         * @description Scope: `runs:write`.
         */
        post: operations["restartRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay a run that failed as a new run
         * @description Scope: `runs:write`.
         */
        post: operations["replayRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/dlq-replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queue a dead letter again: the same run, from attempt 1
         * @description Scope: `runs:write`.
         */
        post: operations["replayDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/reschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the start of a run that has not begun
         * @description Scope: `runs:write`.
         */
        post: operations["rescheduleRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/debug": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch the debug mode of a run
         * @description Scope: `runs:write`.
         */
        post: operations["setRunDebugMode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/idempotency-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Free the idempotency key of a run for another one
         * @description Scope: `runs:write`.
         */
        delete: operations["resetIdempotencyKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/bulk-cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel runs by their ids
         * @description Scope: `runs:write`.
         */
        post: operations["bulkCancelRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/bulk-cancel-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel runs by a filter; at most about 1,000 a call, has_more says to call again
         * @description Scope: `runs:write`.
         */
        post: operations["bulkCancelAllRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/bulk-replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay runs that failed, each as a new run
         * @description Scope: `runs:write`.
         */
        post: operations["bulkReplayRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/bulk-dlq-replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queue dead letters again, by their ids or the oldest of the project
         * @description Scope: `runs:write`.
         */
        post: operations["bulkReplayDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/dlq": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dead letters, the newest death first; for 30 days
         * @description Scope: `runs:read`.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The chain of continuations a run belongs to, from its first run on
         * @description Scope: `runs:read`.
         */
        get: operations["listLineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/dependency-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dependencies of a run; jobs have none here, so they are always satisfied
         * @description Scope: `runs:read`.
         */
        get: operations["getDependencyStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/debug-bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run with its events, checkpoints, outputs and resource samples; truncated when it is too large
         * @description Scope: `runs:read`.
         */
        get: operations["getDebugBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many runs of the project there are in each status, and how long the oldest queued one waits
         * @description Scope: `stats:read`.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: triggers, starts, ends, errors and times to start, by minutes or by tens of minutes
         * @description Scope: `stats:read`.
         */
        get: operations["getStatsSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checkpoints of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: usage records of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/tool-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: tool calls of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listToolCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/chunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: stored stream chunks of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listChunks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Logs, progress, state changes and resource samples of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Outputs of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listOutputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State entries of a run, sorted by key
         * @description Scope: `runs:read`.
         */
        get: operations["listRunState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resource samples of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/usage/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: usage totals of a run, and by model
         * @description Scope: `runs:read`.
         */
        get: operations["getUsageTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{jobID}/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: the memory of a job, sorted by key
         * @description Scope: `jobs:read`.
         */
        get: operations["listJobMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{eventKey}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event to the run that waits for the key
         * @description Scope: `jobs:trigger`.
         */
        post: operations["sendEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/prefix/{prefix}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event to every run that waits for a key with the prefix; at most 100 a call
         * @description Scope: `jobs:trigger`.
         */
        post: operations["sendEventToPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List event triggers, newest first
         * @description Scope: `jobs:read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{eventKey}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest event trigger of a key
         * @description Scope: `jobs:read`.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        /**
         * Cancel a wait, and the run with it
         * @description Scope: `jobs:write`.
         */
        delete: operations["cancelEvent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Waits of the project by how they stand
         * @description Scope: `jobs:read`.
         */
        get: operations["getEventStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Purge waits that have been over for some days; at most 10,000 a call
         * @description Scope: `jobs:write`.
         */
        post: operations["purgeEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sse-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A token that lets a browser follow streams of the project for five minutes
         * @description Scope: `runs:read`.
         */
        post: operations["createSseToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim ready runs of pull jobs; waits for some when there is none
         * @description Scope: `workers:connect`.
         */
        post: operations["claimRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All webhook subscriptions of the project, without their secrets
         * @description Scope: `webhooks:read`.
         */
        get: operations["listWebhookSubscriptions"];
        put?: never;
        /**
         * Subscribe to the ends of the project's runs; the secret is shown only here
         * @description Scope: `webhooks:write`.
         */
        post: operations["createWebhookSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/subscriptions/{subscriptionID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A webhook subscription
         * @description Scope: `webhooks:read`.
         */
        get: operations["getWebhookSubscription"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook subscription: what is pending for it is given up
         * @description Scope: `webhooks:write`.
         */
        delete: operations["deleteWebhookSubscription"];
        options?: never;
        head?: never;
        /**
         * Change a webhook subscription: what is absent stays
         * @description Scope: `webhooks:write`.
         */
        patch: operations["updateWebhookSubscription"];
        trace?: never;
    };
    "/v1/webhooks/subscriptions/{subscriptionID}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret; the one before signs as well until the grace is over
         * @description Scope: `webhooks:write`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook.test event to a URL, or to a subscription with its own secret
         * @description Scope: `webhooks:write`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries of the project's webhooks, newest first
         * @description Scope: `webhooks:read`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries/{deliveryID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A delivery
         * @description Scope: `webhooks:read`.
         */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries/{deliveryID}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a delivery again at once, under its own id
         * @description Scope: `webhooks:write`.
         */
        post: operations["retryWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries/{deliveryID}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver the same again as a new delivery with the same replay key
         * @description Scope: `webhooks:write`.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workers that have claimed in the last hour, the last one first
         * @description Scope: `runs:read`.
         */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{workerID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A worker
         * @description Scope: `runs:read`.
         */
        get: operations["getWorker"];
        put?: never;
        post?: never;
        /**
         * Take a worker's runs from it and put them back into the queue, without a new attempt
         * @description Scope: `runs:write`.
         */
        delete: operations["disconnectWorker"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers/{workerID}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs that a worker has
         * @description Scope: `runs:read`.
         */
        get: operations["listWorkerTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys, without the keys themselves
         * @description Scope: `api-keys:manage`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key; it is shown only here
         * @description Scope: `api-keys:manage`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/expiring-soon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * API keys that expire within the next days and were not revoked
         * @description Scope: `api-keys:manage`.
         */
        get: operations["listExpiringApiKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{keyID}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace an API key; the old one stays good for the grace period
         * @description Scope: `api-keys:manage`.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{keyID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Scope: `api-keys:manage`.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ours: whose the credential is, and what it may do */
        get: operations["getCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Projects the caller may see
         * @description Scope: `projects:read`.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create a project (internal secret only)
         * @description Scope: `projects:manage`.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A project
         * @description Scope: `projects:read`.
         */
        get: operations["getProject"];
        put?: never;
        post?: never;
        /**
         * Delete a project without jobs (internal secret only)
         * @description Scope: `projects:manage`.
         */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: Redis, gateways and workers, and what the doctor says of them
         * @description Scope: `stats:read`.
         */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no workflows here
         * @description Scope: `jobs:read`.
         */
        get: operations["listWorkflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflow-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no workflow runs here
         * @description Scope: `runs:read`.
         */
        get: operations["listWorkflowRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no environments here
         * @description Scope: `jobs:read`.
         */
        get: operations["listEnvironments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no job groups here
         * @description Scope: `jobs:read`.
         */
        get: operations["listJobGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no secrets here
         * @description Scope: `jobs:read`.
         */
        get: operations["listSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no event sources here
         * @description Scope: `jobs:read`.
         */
        get: operations["listEventSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no notification channels here
         * @description Scope: `webhooks:read`.
         */
        get: operations["listNotificationChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log-drains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Always empty: there are no log drains here
         * @description Scope: `webhooks:read`.
         */
        get: operations["listLogDrains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Status changes and events of a run
         * @description Scope: `runs:read`.
         */
        get: operations["followRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/stream/chunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream chunks of a run
         * @description Scope: `runs:read`.
         */
        get: operations["followChunks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/stream/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Logs of a run
         * @description Scope: `runs:read`.
         */
        get: operations["followLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{eventKey}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest wait for an event key, until it ends
         * @description Scope: `jobs:read`.
         */
        get: operations["followEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectID}/activity/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Status changes of a project's runs and waits
         * @description Scope: `runs:read`.
         */
        get: operations["followActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runID}/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ours: a run over a WebSocket, frames as `{id, event, data}`
         * @description Scope: `runs:read`.
         */
        get: operations["followRunBySocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Error: {
            error: {
                code: string;
                message: string;
                details?: string[];
            };
            /** @description That of `error`, with its first detail: what simple clients show. */
            message: string;
            request_id: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    appendLog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description At most 64 KiB. */
                    message: string;
                    /**
                     * @default info
                     * @enum {unknown}
                     */
                    level?: "debug" | "info" | "warn" | "error";
                    /** @default log */
                    type?: string;
                    data?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        type: string;
                        level: string;
                        message: string;
                        /** Format: date-time */
                        created_at: string;
                        data?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    reportProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    percent: number;
                    message?: string;
                    step?: string;
                    eta_seconds?: number;
                    eta_secs?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        type: string;
                        level: string;
                        message: string;
                        /** Format: date-time */
                        created_at: string;
                        data?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "ok" | "cancel_requested";
                        reason?: string;
                        last_seq?: number;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    appendChunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description At most 256 KiB. */
                    chunk: string;
                    /** @default default */
                    stream_id?: string;
                    /** @default false */
                    done?: boolean;
                    /** @description Ours: makes the append exactly-once (section 4). */
                    seq?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "ok" | "cancel_requested";
                        reason?: string;
                        last_seq?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    annotateRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        sequence: number;
                        source: string;
                        state: unknown;
                        /** Format: date-time */
                        created_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    writeCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    state: unknown;
                    /** @default sdk */
                    source?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        sequence: number;
                        source: string;
                        state: unknown;
                        /** Format: date-time */
                        created_at: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    recordUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    provider: string;
                    model: string;
                    prompt_tokens?: number;
                    completion_tokens?: number;
                    total_tokens?: number;
                    cost_microusd?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        provider: string;
                        model: string;
                        prompt_tokens: number;
                        completion_tokens: number;
                        total_tokens: number;
                        cost_microusd: number;
                        /** Format: date-time */
                        created_at: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    recordToolCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    tool_name: string;
                    input?: unknown;
                    output?: unknown;
                    duration_ms?: number;
                    /** @default completed */
                    status?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        tool_name: string;
                        status: string;
                        /** Format: date-time */
                        created_at: string;
                        input?: unknown;
                        output?: unknown;
                        duration_ms?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    writeOutput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    output_key?: string;
                    /** @description Alias of output_key. */
                    key?: string;
                    value: unknown;
                    schema?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        output_key: string;
                        value: unknown;
                        /** Format: date-time */
                        created_at: string;
                        schema?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        run_id: string;
                        state_key: string;
                        value: unknown;
                        /** Format: date-time */
                        updated_at: string;
                    }[];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    writeState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    key: string;
                    value: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        run_id: string;
                        state_key: string;
                        value: unknown;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    recordResources: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    memory_mb?: number;
                    memory_percent?: number;
                    cpu_percent?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "ok" | "cancel_requested";
                        reason?: string;
                        last_seq?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    recordResourceSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    cpu_percent?: number;
                    memory_mb?: number;
                    memory_limit_mb?: number;
                    network_rx_bytes?: number;
                    network_tx_bytes?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        /** Format: date-time */
                        created_at: string;
                        cpu_percent?: number;
                        memory_mb?: number;
                        memory_percent?: number;
                        memory_limit_mb?: number;
                        network_rx_bytes?: number;
                        network_tx_bytes?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        run_id: string;
                        state_key: string;
                        value: unknown;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readPayload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    completeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    result?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    failRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description At most 64 KiB.
                     * @default run failed
                     */
                    error?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    spawnRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    job_slug?: string;
                    job_id?: string;
                    project_id?: string;
                    payload?: unknown;
                    await_completion?: boolean;
                    /** @default 3600 */
                    await_timeout_secs?: number;
                    target_api_key?: string;
                    /** @description Ours: a retry gets the same child. */
                    idempotency_key?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                        await_completion?: boolean;
                        await_event_key?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    continueRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    payload?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    waitForEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description 1..512 bytes without control characters. */
                    event_key: string;
                    /** @description Up to 2592000; 0, negative or absent: 3600. */
                    timeout_secs?: number;
                    notify_url?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "waiting" | "received";
                        event_key: string;
                        /** Format: date-time */
                        expires_at: string;
                        /** Format: uuid */
                        trigger_id: string;
                        payload?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    applyBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: {
                        /** @enum {unknown} */
                        op: "log" | "progress" | "stream" | "usage" | "tool-call" | "checkpoint" | "state" | "annotate" | "resources" | "heartbeat";
                        body?: unknown;
                    }[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            status: number;
                            body?: unknown;
                        }[];
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        memory_key: string;
                        value: unknown;
                        size_bytes: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: date-time */
                        ttl_expires_at?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    writeMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    value: unknown;
                    ttl_secs?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        memory_key: string;
                        value: unknown;
                        size_bytes: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: date-time */
                        ttl_expires_at?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        memory_key: string;
                        value: unknown;
                        size_bytes: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: date-time */
                        ttl_expires_at?: string;
                    }[];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                slug?: string;
                tag_key?: string;
                tag_value?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                            project_id: string;
                            name: string;
                            slug: string;
                            description?: string;
                            endpoint_url?: string;
                            fallback_endpoint_url?: string;
                            endpoint_signing_secret?: string;
                            /** @description Alias that wins. */
                            webhook_secret?: string;
                            /** @enum {unknown} */
                            execution_mode: "http" | "worker";
                            /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                            async_completion?: boolean;
                            queue_name?: string;
                            max_attempts: number;
                            timeout_secs: number;
                            /** @enum {unknown} */
                            retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                            retry_delays_secs?: number[];
                            retry_priority_boost: number;
                            /** @description The same error so many times in a row ends the run; null: off. */
                            poison_pill_threshold?: number | null;
                            max_concurrency?: number;
                            max_concurrency_per_key?: number;
                            /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                            rate_limit_max?: number;
                            /** @description Sliding window of rate_limit_max. */
                            rate_limit_window_secs?: number;
                            /** @description An equal payload within this time answers the run that there is. */
                            dedup_window_secs?: number;
                            /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                            debounce_window_secs?: number;
                            /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                            batch_window_secs?: number;
                            /** @description Payloads after which a batch becomes a run before its window ends. */
                            batch_max_size?: number;
                            /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                            execution_window_cron?: string;
                            /** @description 5 fields: a run at every match. Empty: none. */
                            cron?: string;
                            /**
                             * @description What a match does while runs of the job have not ended: allow when not given.
                             * @enum {unknown}
                             */
                            cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                            /** @description IANA time zone of both cron fields: UTC when not given. */
                            timezone?: string;
                            run_ttl_secs?: number;
                            payload_schema?: unknown;
                            result_schema?: unknown;
                            /** @description Told of every end of a run; empty: none. */
                            webhook_url?: string;
                            /** @description Id or slug of a job of the project; empty: none. */
                            on_complete_trigger_job?: string;
                            /** @description Id or slug of a job of the project; empty: none. */
                            on_failure_trigger_job?: string;
                            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                            on_complete_payload_mapping?: {
                                [key: string]: string;
                            };
                            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                            on_failure_payload_mapping?: {
                                [key: string]: string;
                            };
                            /** @description At most 20 pairs; keys of 1..64 characters. */
                            tags?: {
                                [key: string]: string;
                            };
                            default_run_metadata?: {
                                [key: string]: string;
                            };
                            enabled: boolean;
                            /** @description Ours: cost a run may report. */
                            cost_budget_microusd?: number;
                            /** @description Ours: tokens a run may report. */
                            token_budget?: number;
                            /** @description Ours. */
                            allowed_tools?: string[];
                            /** @description Ours. */
                            blocked_tools?: string[];
                            /** @description Ours: tool calls a run may record. */
                            max_tool_calls?: number;
                            queue: string;
                            paused: boolean;
                            pause_reason?: string;
                            /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                            schedule_problem?: string;
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    project_id: string;
                    name: string;
                    slug: string;
                    description?: string;
                    endpoint_url?: string;
                    fallback_endpoint_url?: string;
                    endpoint_signing_secret?: string;
                    /** @description Alias that wins. */
                    webhook_secret?: string;
                    /** @enum {unknown} */
                    execution_mode?: "http" | "worker";
                    /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                    async_completion?: boolean;
                    queue_name?: string;
                    max_attempts?: number;
                    timeout_secs?: number;
                    /** @enum {unknown} */
                    retry_strategy?: "exponential" | "linear" | "fixed" | "custom";
                    retry_delays_secs?: number[];
                    retry_priority_boost?: number;
                    /** @description The same error so many times in a row ends the run; null: off. */
                    poison_pill_threshold?: number | null;
                    max_concurrency?: number;
                    max_concurrency_per_key?: number;
                    /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                    rate_limit_max?: number;
                    /** @description Sliding window of rate_limit_max. */
                    rate_limit_window_secs?: number;
                    /** @description An equal payload within this time answers the run that there is. */
                    dedup_window_secs?: number;
                    /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                    debounce_window_secs?: number;
                    /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                    batch_window_secs?: number;
                    /** @description Payloads after which a batch becomes a run before its window ends. */
                    batch_max_size?: number;
                    /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                    execution_window_cron?: string;
                    /** @description 5 fields: a run at every match. Empty: none. */
                    cron?: string;
                    /**
                     * @description What a match does while runs of the job have not ended: allow when not given.
                     * @enum {unknown}
                     */
                    cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                    /** @description IANA time zone of both cron fields: UTC when not given. */
                    timezone?: string;
                    run_ttl_secs?: number;
                    payload_schema?: unknown;
                    result_schema?: unknown;
                    /** @description Told of every end of a run; empty: none. */
                    webhook_url?: string;
                    /** @description Id or slug of a job of the project; empty: none. */
                    on_complete_trigger_job?: string;
                    /** @description Id or slug of a job of the project; empty: none. */
                    on_failure_trigger_job?: string;
                    /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                    on_complete_payload_mapping?: {
                        [key: string]: string;
                    };
                    /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                    on_failure_payload_mapping?: {
                        [key: string]: string;
                    };
                    /** @description At most 20 pairs; keys of 1..64 characters. */
                    tags?: {
                        [key: string]: string;
                    };
                    default_run_metadata?: {
                        [key: string]: string;
                    };
                    enabled?: boolean;
                    /** @description Ours: cost a run may report. */
                    cost_budget_microusd?: number;
                    /** @description Ours: tokens a run may report. */
                    token_budget?: number;
                    /** @description Ours. */
                    allowed_tools?: string[];
                    /** @description Ours. */
                    blocked_tools?: string[];
                    /** @description Ours: tool calls a run may record. */
                    max_tool_calls?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        project_id: string;
                        name: string;
                        slug: string;
                        description?: string;
                        endpoint_url?: string;
                        fallback_endpoint_url?: string;
                        endpoint_signing_secret?: string;
                        /** @description Alias that wins. */
                        webhook_secret?: string;
                        /** @enum {unknown} */
                        execution_mode: "http" | "worker";
                        /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                        async_completion?: boolean;
                        queue_name?: string;
                        max_attempts: number;
                        timeout_secs: number;
                        /** @enum {unknown} */
                        retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                        retry_delays_secs?: number[];
                        retry_priority_boost: number;
                        /** @description The same error so many times in a row ends the run; null: off. */
                        poison_pill_threshold?: number | null;
                        max_concurrency?: number;
                        max_concurrency_per_key?: number;
                        /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                        rate_limit_max?: number;
                        /** @description Sliding window of rate_limit_max. */
                        rate_limit_window_secs?: number;
                        /** @description An equal payload within this time answers the run that there is. */
                        dedup_window_secs?: number;
                        /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                        debounce_window_secs?: number;
                        /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                        batch_window_secs?: number;
                        /** @description Payloads after which a batch becomes a run before its window ends. */
                        batch_max_size?: number;
                        /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                        execution_window_cron?: string;
                        /** @description 5 fields: a run at every match. Empty: none. */
                        cron?: string;
                        /**
                         * @description What a match does while runs of the job have not ended: allow when not given.
                         * @enum {unknown}
                         */
                        cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                        /** @description IANA time zone of both cron fields: UTC when not given. */
                        timezone?: string;
                        run_ttl_secs?: number;
                        payload_schema?: unknown;
                        result_schema?: unknown;
                        /** @description Told of every end of a run; empty: none. */
                        webhook_url?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_complete_trigger_job?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_failure_trigger_job?: string;
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_complete_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_failure_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description At most 20 pairs; keys of 1..64 characters. */
                        tags?: {
                            [key: string]: string;
                        };
                        default_run_metadata?: {
                            [key: string]: string;
                        };
                        enabled: boolean;
                        /** @description Ours: cost a run may report. */
                        cost_budget_microusd?: number;
                        /** @description Ours: tokens a run may report. */
                        token_budget?: number;
                        /** @description Ours. */
                        allowed_tools?: string[];
                        /** @description Ours. */
                        blocked_tools?: string[];
                        /** @description Ours: tool calls a run may record. */
                        max_tool_calls?: number;
                        queue: string;
                        paused: boolean;
                        pause_reason?: string;
                        /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                        schedule_problem?: string;
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        project_id: string;
                        name: string;
                        slug: string;
                        description?: string;
                        endpoint_url?: string;
                        fallback_endpoint_url?: string;
                        endpoint_signing_secret?: string;
                        /** @description Alias that wins. */
                        webhook_secret?: string;
                        /** @enum {unknown} */
                        execution_mode: "http" | "worker";
                        /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                        async_completion?: boolean;
                        queue_name?: string;
                        max_attempts: number;
                        timeout_secs: number;
                        /** @enum {unknown} */
                        retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                        retry_delays_secs?: number[];
                        retry_priority_boost: number;
                        /** @description The same error so many times in a row ends the run; null: off. */
                        poison_pill_threshold?: number | null;
                        max_concurrency?: number;
                        max_concurrency_per_key?: number;
                        /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                        rate_limit_max?: number;
                        /** @description Sliding window of rate_limit_max. */
                        rate_limit_window_secs?: number;
                        /** @description An equal payload within this time answers the run that there is. */
                        dedup_window_secs?: number;
                        /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                        debounce_window_secs?: number;
                        /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                        batch_window_secs?: number;
                        /** @description Payloads after which a batch becomes a run before its window ends. */
                        batch_max_size?: number;
                        /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                        execution_window_cron?: string;
                        /** @description 5 fields: a run at every match. Empty: none. */
                        cron?: string;
                        /**
                         * @description What a match does while runs of the job have not ended: allow when not given.
                         * @enum {unknown}
                         */
                        cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                        /** @description IANA time zone of both cron fields: UTC when not given. */
                        timezone?: string;
                        run_ttl_secs?: number;
                        payload_schema?: unknown;
                        result_schema?: unknown;
                        /** @description Told of every end of a run; empty: none. */
                        webhook_url?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_complete_trigger_job?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_failure_trigger_job?: string;
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_complete_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_failure_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description At most 20 pairs; keys of 1..64 characters. */
                        tags?: {
                            [key: string]: string;
                        };
                        default_run_metadata?: {
                            [key: string]: string;
                        };
                        enabled: boolean;
                        /** @description Ours: cost a run may report. */
                        cost_budget_microusd?: number;
                        /** @description Ours: tokens a run may report. */
                        token_budget?: number;
                        /** @description Ours. */
                        allowed_tools?: string[];
                        /** @description Ours. */
                        blocked_tools?: string[];
                        /** @description Ours: tool calls a run may record. */
                        max_tool_calls?: number;
                        queue: string;
                        paused: boolean;
                        pause_reason?: string;
                        /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                        schedule_problem?: string;
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    slug?: string;
                    description?: string;
                    endpoint_url?: string;
                    fallback_endpoint_url?: string;
                    endpoint_signing_secret?: string;
                    /** @description Alias that wins. */
                    webhook_secret?: string;
                    /** @enum {unknown} */
                    execution_mode?: "http" | "worker";
                    /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                    async_completion?: boolean;
                    queue_name?: string;
                    max_attempts?: number;
                    timeout_secs?: number;
                    /** @enum {unknown} */
                    retry_strategy?: "exponential" | "linear" | "fixed" | "custom";
                    retry_delays_secs?: number[];
                    retry_priority_boost?: number;
                    /** @description The same error so many times in a row ends the run; null: off. */
                    poison_pill_threshold?: number | null;
                    max_concurrency?: number;
                    max_concurrency_per_key?: number;
                    /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                    rate_limit_max?: number;
                    /** @description Sliding window of rate_limit_max. */
                    rate_limit_window_secs?: number;
                    /** @description An equal payload within this time answers the run that there is. */
                    dedup_window_secs?: number;
                    /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                    debounce_window_secs?: number;
                    /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                    batch_window_secs?: number;
                    /** @description Payloads after which a batch becomes a run before its window ends. */
                    batch_max_size?: number;
                    /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                    execution_window_cron?: string;
                    /** @description 5 fields: a run at every match. Empty: none. */
                    cron?: string;
                    /**
                     * @description What a match does while runs of the job have not ended: allow when not given.
                     * @enum {unknown}
                     */
                    cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                    /** @description IANA time zone of both cron fields: UTC when not given. */
                    timezone?: string;
                    run_ttl_secs?: number;
                    payload_schema?: unknown;
                    result_schema?: unknown;
                    /** @description Told of every end of a run; empty: none. */
                    webhook_url?: string;
                    /** @description Id or slug of a job of the project; empty: none. */
                    on_complete_trigger_job?: string;
                    /** @description Id or slug of a job of the project; empty: none. */
                    on_failure_trigger_job?: string;
                    /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                    on_complete_payload_mapping?: {
                        [key: string]: string;
                    };
                    /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                    on_failure_payload_mapping?: {
                        [key: string]: string;
                    };
                    /** @description At most 20 pairs; keys of 1..64 characters. */
                    tags?: {
                        [key: string]: string;
                    };
                    default_run_metadata?: {
                        [key: string]: string;
                    };
                    enabled?: boolean;
                    /** @description Ours: cost a run may report. */
                    cost_budget_microusd?: number;
                    /** @description Ours: tokens a run may report. */
                    token_budget?: number;
                    /** @description Ours. */
                    allowed_tools?: string[];
                    /** @description Ours. */
                    blocked_tools?: string[];
                    /** @description Ours: tool calls a run may record. */
                    max_tool_calls?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        project_id: string;
                        name: string;
                        slug: string;
                        description?: string;
                        endpoint_url?: string;
                        fallback_endpoint_url?: string;
                        endpoint_signing_secret?: string;
                        /** @description Alias that wins. */
                        webhook_secret?: string;
                        /** @enum {unknown} */
                        execution_mode: "http" | "worker";
                        /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                        async_completion?: boolean;
                        queue_name?: string;
                        max_attempts: number;
                        timeout_secs: number;
                        /** @enum {unknown} */
                        retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                        retry_delays_secs?: number[];
                        retry_priority_boost: number;
                        /** @description The same error so many times in a row ends the run; null: off. */
                        poison_pill_threshold?: number | null;
                        max_concurrency?: number;
                        max_concurrency_per_key?: number;
                        /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                        rate_limit_max?: number;
                        /** @description Sliding window of rate_limit_max. */
                        rate_limit_window_secs?: number;
                        /** @description An equal payload within this time answers the run that there is. */
                        dedup_window_secs?: number;
                        /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                        debounce_window_secs?: number;
                        /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                        batch_window_secs?: number;
                        /** @description Payloads after which a batch becomes a run before its window ends. */
                        batch_max_size?: number;
                        /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                        execution_window_cron?: string;
                        /** @description 5 fields: a run at every match. Empty: none. */
                        cron?: string;
                        /**
                         * @description What a match does while runs of the job have not ended: allow when not given.
                         * @enum {unknown}
                         */
                        cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                        /** @description IANA time zone of both cron fields: UTC when not given. */
                        timezone?: string;
                        run_ttl_secs?: number;
                        payload_schema?: unknown;
                        result_schema?: unknown;
                        /** @description Told of every end of a run; empty: none. */
                        webhook_url?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_complete_trigger_job?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_failure_trigger_job?: string;
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_complete_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_failure_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description At most 20 pairs; keys of 1..64 characters. */
                        tags?: {
                            [key: string]: string;
                        };
                        default_run_metadata?: {
                            [key: string]: string;
                        };
                        enabled: boolean;
                        /** @description Ours: cost a run may report. */
                        cost_budget_microusd?: number;
                        /** @description Ours: tokens a run may report. */
                        token_budget?: number;
                        /** @description Ours. */
                        allowed_tools?: string[];
                        /** @description Ours. */
                        blocked_tools?: string[];
                        /** @description Ours: tool calls a run may record. */
                        max_tool_calls?: number;
                        queue: string;
                        paused: boolean;
                        pause_reason?: string;
                        /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                        schedule_problem?: string;
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        project_id: string;
                        name: string;
                        slug: string;
                        description?: string;
                        endpoint_url?: string;
                        fallback_endpoint_url?: string;
                        endpoint_signing_secret?: string;
                        /** @description Alias that wins. */
                        webhook_secret?: string;
                        /** @enum {unknown} */
                        execution_mode: "http" | "worker";
                        /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                        async_completion?: boolean;
                        queue_name?: string;
                        max_attempts: number;
                        timeout_secs: number;
                        /** @enum {unknown} */
                        retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                        retry_delays_secs?: number[];
                        retry_priority_boost: number;
                        /** @description The same error so many times in a row ends the run; null: off. */
                        poison_pill_threshold?: number | null;
                        max_concurrency?: number;
                        max_concurrency_per_key?: number;
                        /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                        rate_limit_max?: number;
                        /** @description Sliding window of rate_limit_max. */
                        rate_limit_window_secs?: number;
                        /** @description An equal payload within this time answers the run that there is. */
                        dedup_window_secs?: number;
                        /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                        debounce_window_secs?: number;
                        /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                        batch_window_secs?: number;
                        /** @description Payloads after which a batch becomes a run before its window ends. */
                        batch_max_size?: number;
                        /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                        execution_window_cron?: string;
                        /** @description 5 fields: a run at every match. Empty: none. */
                        cron?: string;
                        /**
                         * @description What a match does while runs of the job have not ended: allow when not given.
                         * @enum {unknown}
                         */
                        cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                        /** @description IANA time zone of both cron fields: UTC when not given. */
                        timezone?: string;
                        run_ttl_secs?: number;
                        payload_schema?: unknown;
                        result_schema?: unknown;
                        /** @description Told of every end of a run; empty: none. */
                        webhook_url?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_complete_trigger_job?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_failure_trigger_job?: string;
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_complete_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_failure_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description At most 20 pairs; keys of 1..64 characters. */
                        tags?: {
                            [key: string]: string;
                        };
                        default_run_metadata?: {
                            [key: string]: string;
                        };
                        enabled: boolean;
                        /** @description Ours: cost a run may report. */
                        cost_budget_microusd?: number;
                        /** @description Ours: tokens a run may report. */
                        token_budget?: number;
                        /** @description Ours. */
                        allowed_tools?: string[];
                        /** @description Ours. */
                        blocked_tools?: string[];
                        /** @description Ours: tool calls a run may record. */
                        max_tool_calls?: number;
                        queue: string;
                        paused: boolean;
                        pause_reason?: string;
                        /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                        schedule_problem?: string;
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        project_id: string;
                        name: string;
                        slug: string;
                        description?: string;
                        endpoint_url?: string;
                        fallback_endpoint_url?: string;
                        endpoint_signing_secret?: string;
                        /** @description Alias that wins. */
                        webhook_secret?: string;
                        /** @enum {unknown} */
                        execution_mode: "http" | "worker";
                        /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                        async_completion?: boolean;
                        queue_name?: string;
                        max_attempts: number;
                        timeout_secs: number;
                        /** @enum {unknown} */
                        retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                        retry_delays_secs?: number[];
                        retry_priority_boost: number;
                        /** @description The same error so many times in a row ends the run; null: off. */
                        poison_pill_threshold?: number | null;
                        max_concurrency?: number;
                        max_concurrency_per_key?: number;
                        /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                        rate_limit_max?: number;
                        /** @description Sliding window of rate_limit_max. */
                        rate_limit_window_secs?: number;
                        /** @description An equal payload within this time answers the run that there is. */
                        dedup_window_secs?: number;
                        /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                        debounce_window_secs?: number;
                        /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                        batch_window_secs?: number;
                        /** @description Payloads after which a batch becomes a run before its window ends. */
                        batch_max_size?: number;
                        /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                        execution_window_cron?: string;
                        /** @description 5 fields: a run at every match. Empty: none. */
                        cron?: string;
                        /**
                         * @description What a match does while runs of the job have not ended: allow when not given.
                         * @enum {unknown}
                         */
                        cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                        /** @description IANA time zone of both cron fields: UTC when not given. */
                        timezone?: string;
                        run_ttl_secs?: number;
                        payload_schema?: unknown;
                        result_schema?: unknown;
                        /** @description Told of every end of a run; empty: none. */
                        webhook_url?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_complete_trigger_job?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_failure_trigger_job?: string;
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_complete_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_failure_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description At most 20 pairs; keys of 1..64 characters. */
                        tags?: {
                            [key: string]: string;
                        };
                        default_run_metadata?: {
                            [key: string]: string;
                        };
                        enabled: boolean;
                        /** @description Ours: cost a run may report. */
                        cost_budget_microusd?: number;
                        /** @description Ours: tokens a run may report. */
                        token_budget?: number;
                        /** @description Ours. */
                        allowed_tools?: string[];
                        /** @description Ours. */
                        blocked_tools?: string[];
                        /** @description Ours: tool calls a run may record. */
                        max_tool_calls?: number;
                        queue: string;
                        paused: boolean;
                        pause_reason?: string;
                        /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                        schedule_problem?: string;
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    jobs: {
                        project_id: string;
                        name: string;
                        slug: string;
                        description?: string;
                        endpoint_url?: string;
                        fallback_endpoint_url?: string;
                        endpoint_signing_secret?: string;
                        /** @description Alias that wins. */
                        webhook_secret?: string;
                        /** @enum {unknown} */
                        execution_mode?: "http" | "worker";
                        /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                        async_completion?: boolean;
                        queue_name?: string;
                        max_attempts?: number;
                        timeout_secs?: number;
                        /** @enum {unknown} */
                        retry_strategy?: "exponential" | "linear" | "fixed" | "custom";
                        retry_delays_secs?: number[];
                        retry_priority_boost?: number;
                        /** @description The same error so many times in a row ends the run; null: off. */
                        poison_pill_threshold?: number | null;
                        max_concurrency?: number;
                        max_concurrency_per_key?: number;
                        /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                        rate_limit_max?: number;
                        /** @description Sliding window of rate_limit_max. */
                        rate_limit_window_secs?: number;
                        /** @description An equal payload within this time answers the run that there is. */
                        dedup_window_secs?: number;
                        /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                        debounce_window_secs?: number;
                        /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                        batch_window_secs?: number;
                        /** @description Payloads after which a batch becomes a run before its window ends. */
                        batch_max_size?: number;
                        /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                        execution_window_cron?: string;
                        /** @description 5 fields: a run at every match. Empty: none. */
                        cron?: string;
                        /**
                         * @description What a match does while runs of the job have not ended: allow when not given.
                         * @enum {unknown}
                         */
                        cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                        /** @description IANA time zone of both cron fields: UTC when not given. */
                        timezone?: string;
                        run_ttl_secs?: number;
                        payload_schema?: unknown;
                        result_schema?: unknown;
                        /** @description Told of every end of a run; empty: none. */
                        webhook_url?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_complete_trigger_job?: string;
                        /** @description Id or slug of a job of the project; empty: none. */
                        on_failure_trigger_job?: string;
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_complete_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                        on_failure_payload_mapping?: {
                            [key: string]: string;
                        };
                        /** @description At most 20 pairs; keys of 1..64 characters. */
                        tags?: {
                            [key: string]: string;
                        };
                        default_run_metadata?: {
                            [key: string]: string;
                        };
                        enabled?: boolean;
                        /** @description Ours: cost a run may report. */
                        cost_budget_microusd?: number;
                        /** @description Ours: tokens a run may report. */
                        token_budget?: number;
                        /** @description Ours. */
                        allowed_tools?: string[];
                        /** @description Ours. */
                        blocked_tools?: string[];
                        /** @description Ours: tool calls a run may record. */
                        max_tool_calls?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: {
                            id: string;
                            project_id: string;
                            name: string;
                            slug: string;
                            description?: string;
                            endpoint_url?: string;
                            fallback_endpoint_url?: string;
                            endpoint_signing_secret?: string;
                            /** @description Alias that wins. */
                            webhook_secret?: string;
                            /** @enum {unknown} */
                            execution_mode: "http" | "worker";
                            /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                            async_completion?: boolean;
                            queue_name?: string;
                            max_attempts: number;
                            timeout_secs: number;
                            /** @enum {unknown} */
                            retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                            retry_delays_secs?: number[];
                            retry_priority_boost: number;
                            /** @description The same error so many times in a row ends the run; null: off. */
                            poison_pill_threshold?: number | null;
                            max_concurrency?: number;
                            max_concurrency_per_key?: number;
                            /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                            rate_limit_max?: number;
                            /** @description Sliding window of rate_limit_max. */
                            rate_limit_window_secs?: number;
                            /** @description An equal payload within this time answers the run that there is. */
                            dedup_window_secs?: number;
                            /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                            debounce_window_secs?: number;
                            /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                            batch_window_secs?: number;
                            /** @description Payloads after which a batch becomes a run before its window ends. */
                            batch_max_size?: number;
                            /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                            execution_window_cron?: string;
                            /** @description 5 fields: a run at every match. Empty: none. */
                            cron?: string;
                            /**
                             * @description What a match does while runs of the job have not ended: allow when not given.
                             * @enum {unknown}
                             */
                            cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                            /** @description IANA time zone of both cron fields: UTC when not given. */
                            timezone?: string;
                            run_ttl_secs?: number;
                            payload_schema?: unknown;
                            result_schema?: unknown;
                            /** @description Told of every end of a run; empty: none. */
                            webhook_url?: string;
                            /** @description Id or slug of a job of the project; empty: none. */
                            on_complete_trigger_job?: string;
                            /** @description Id or slug of a job of the project; empty: none. */
                            on_failure_trigger_job?: string;
                            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                            on_complete_payload_mapping?: {
                                [key: string]: string;
                            };
                            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                            on_failure_payload_mapping?: {
                                [key: string]: string;
                            };
                            /** @description At most 20 pairs; keys of 1..64 characters. */
                            tags?: {
                                [key: string]: string;
                            };
                            default_run_metadata?: {
                                [key: string]: string;
                            };
                            enabled: boolean;
                            /** @description Ours: cost a run may report. */
                            cost_budget_microusd?: number;
                            /** @description Ours: tokens a run may report. */
                            token_budget?: number;
                            /** @description Ours. */
                            allowed_tools?: string[];
                            /** @description Ours. */
                            blocked_tools?: string[];
                            /** @description Ours: tool calls a run may record. */
                            max_tool_calls?: number;
                            queue: string;
                            paused: boolean;
                            pause_reason?: string;
                            /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                            schedule_problem?: string;
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                        errors?: {
                            index: number;
                            message: string;
                        }[];
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    enableJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        updated: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    disableJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        updated: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setJobEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    endpoint_url: string;
                    fallback_endpoint_url?: string;
                    rotate_signing_secret?: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job: {
                            id: string;
                            project_id: string;
                            name: string;
                            slug: string;
                            description?: string;
                            endpoint_url?: string;
                            fallback_endpoint_url?: string;
                            endpoint_signing_secret?: string;
                            /** @description Alias that wins. */
                            webhook_secret?: string;
                            /** @enum {unknown} */
                            execution_mode: "http" | "worker";
                            /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
                            async_completion?: boolean;
                            queue_name?: string;
                            max_attempts: number;
                            timeout_secs: number;
                            /** @enum {unknown} */
                            retry_strategy: "exponential" | "linear" | "fixed" | "custom";
                            retry_delays_secs?: number[];
                            retry_priority_boost: number;
                            /** @description The same error so many times in a row ends the run; null: off. */
                            poison_pill_threshold?: number | null;
                            max_concurrency?: number;
                            max_concurrency_per_key?: number;
                            /** @description Runs that may be triggered within any rate_limit_window_secs; more are refused with 429. */
                            rate_limit_max?: number;
                            /** @description Sliding window of rate_limit_max. */
                            rate_limit_window_secs?: number;
                            /** @description An equal payload within this time answers the run that there is. */
                            dedup_window_secs?: number;
                            /** @description A run is made once no trigger with the same debounce_key has come for so long, from the last of them. */
                            debounce_window_secs?: number;
                            /** @description Triggers with the same batch_key within this time make one run, whose payload is the list of theirs. */
                            batch_window_secs?: number;
                            /** @description Payloads after which a batch becomes a run before its window ends. */
                            batch_max_size?: number;
                            /** @description 5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always. */
                            execution_window_cron?: string;
                            /** @description 5 fields: a run at every match. Empty: none. */
                            cron?: string;
                            /**
                             * @description What a match does while runs of the job have not ended: allow when not given.
                             * @enum {unknown}
                             */
                            cron_overlap_policy?: "allow" | "skip" | "cancel_running";
                            /** @description IANA time zone of both cron fields: UTC when not given. */
                            timezone?: string;
                            run_ttl_secs?: number;
                            payload_schema?: unknown;
                            result_schema?: unknown;
                            /** @description Told of every end of a run; empty: none. */
                            webhook_url?: string;
                            /** @description Id or slug of a job of the project; empty: none. */
                            on_complete_trigger_job?: string;
                            /** @description Id or slug of a job of the project; empty: none. */
                            on_failure_trigger_job?: string;
                            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                            on_complete_payload_mapping?: {
                                [key: string]: string;
                            };
                            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
                            on_failure_payload_mapping?: {
                                [key: string]: string;
                            };
                            /** @description At most 20 pairs; keys of 1..64 characters. */
                            tags?: {
                                [key: string]: string;
                            };
                            default_run_metadata?: {
                                [key: string]: string;
                            };
                            enabled: boolean;
                            /** @description Ours: cost a run may report. */
                            cost_budget_microusd?: number;
                            /** @description Ours: tokens a run may report. */
                            token_budget?: number;
                            /** @description Ours. */
                            allowed_tools?: string[];
                            /** @description Ours. */
                            blocked_tools?: string[];
                            /** @description Ours: tool calls a run may record. */
                            max_tool_calls?: number;
                            queue: string;
                            paused: boolean;
                            pause_reason?: string;
                            /** @description Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it. */
                            schedule_problem?: string;
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        };
                        signing_secret?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    verifyJobEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: boolean;
                        status_code?: number;
                        latency_ms: number;
                        error?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getJobHealth: {
        parameters: {
            query?: {
                window?: string;
            };
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getJobSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cron: string;
                        timezone: string;
                        next: string[];
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    triggerRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    payload?: unknown;
                    tags?: {
                        [key: string]: string;
                    };
                    /** @description RFC 3339; at most 30 days ahead. */
                    scheduled_at?: string;
                    priority?: number;
                    ttl_secs?: number;
                    concurrency_key?: string;
                    max_attempts_override?: number;
                    timeout_secs_override?: number;
                    /** @enum {unknown} */
                    retry_backoff?: "exponential" | "linear" | "fixed" | "custom";
                    retry_initial_delay_secs?: number;
                    retry_max_delay_secs?: number;
                    debounce_key?: string;
                    batch_key?: string;
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        status: string;
                        idempotency_hit: boolean;
                        run_token: string;
                        /** Format: date-time */
                        run_token_expires_at: string;
                        payload_hash?: string;
                    } | {
                        /** Format: uuid */
                        id: string;
                        status: string;
                        /** @constant */
                        batch: true;
                        run_token: string;
                        /** Format: date-time */
                        run_token_expires_at: string;
                    } | {
                        /** @constant */
                        debounced: true;
                        /** Format: date-time */
                        fire_at: string;
                    } | {
                        /** @constant */
                        buffered: true;
                    };
                };
            };
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        status: string;
                        idempotency_hit: boolean;
                        run_token: string;
                        /** Format: date-time */
                        run_token_expires_at: string;
                        payload_hash?: string;
                    } | {
                        /** Format: uuid */
                        id: string;
                        status: string;
                        /** @constant */
                        batch: true;
                        run_token: string;
                        /** Format: date-time */
                        run_token_expires_at: string;
                    } | {
                        /** @constant */
                        debounced: true;
                        /** Format: date-time */
                        fire_at: string;
                    } | {
                        /** @constant */
                        buffered: true;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    triggerRuns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        payload?: unknown;
                        tags?: {
                            [key: string]: string;
                        };
                        /** @description RFC 3339; at most 30 days ahead. */
                        scheduled_at?: string;
                        priority?: number;
                        ttl_secs?: number;
                        concurrency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        /** @enum {unknown} */
                        retry_backoff?: "exponential" | "linear" | "fixed" | "custom";
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        idempotency_key?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        batch_id: string;
                        results: {
                            /** Format: uuid */
                            id: string;
                            status: string;
                            idempotency_hit: boolean;
                            run_token: string;
                            /** Format: date-time */
                            run_token_expires_at: string;
                        }[];
                        total: number;
                        created: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listBatchOperations: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            project_id: string;
                            /** Format: uuid */
                            job_id: string;
                            item_count: number;
                            created_count: number;
                            created_by: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            finished_at: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBatchOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batchID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        /** Format: uuid */
                        job_id: string;
                        item_count: number;
                        created_count: number;
                        created_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        finished_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                job_id?: string;
                batch_id?: string;
                status?: string;
                statuses?: string | string[];
                tag_key?: string;
                tag_value?: string;
                metadata_key?: string;
                metadata_value?: string;
                triggered_by?: string;
                execution_mode?: string;
                error_class?: string;
                payload_contains?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelRun: {
        parameters: {
            query?: {
                grace_secs?: string;
                reason?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listChildren: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listContinuations: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    pauseRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resumeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    restartRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replayRun: {
        parameters: {
            query?: {
                from_checkpoint?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replayDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rescheduleRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description RFC 3339; at most 30 days ahead. A time in the past is now. */
                    scheduled_at: string;
                    payload?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                        attempt: number;
                        triggered_by: string;
                        priority: number;
                        job_version: number;
                        debug_mode: boolean;
                        lineage_depth: number;
                        /** Format: date-time */
                        created_at: string;
                        tags?: {
                            [key: string]: string;
                        };
                        payload?: unknown;
                        result?: unknown;
                        metadata?: {
                            [key: string]: string;
                        };
                        error?: string;
                        error_class?: string;
                        /** Format: date-time */
                        scheduled_at?: string;
                        /** Format: date-time */
                        started_at?: string;
                        /** Format: date-time */
                        finished_at?: string;
                        /** Format: date-time */
                        heartbeat_at?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: uuid */
                        parent_run_id?: string;
                        idempotency_key?: string;
                        max_attempts_override?: number;
                        timeout_secs_override?: number;
                        retry_backoff?: string;
                        retry_initial_delay_secs?: number;
                        retry_max_delay_secs?: number;
                        /** Format: uuid */
                        continuation_of?: string;
                        chain_depth?: number;
                        created_by?: string;
                        /** Format: uuid */
                        batch_id?: string;
                        concurrency_key?: string;
                        execution_mode?: string;
                        queue_name?: string;
                        worker_id?: string;
                        execution_trace?: {
                            [key: string]: number;
                        };
                        progress?: unknown;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setRunDebugMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    debug_mode: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        run_id?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resetIdempotencyKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        run_id?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    bulkCancelRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    run_ids: string[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            id: string;
                            status: string;
                            error?: string;
                        }[];
                        total: number;
                        canceled: number;
                        failed: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    bulkCancelAllRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    job_id?: string;
                    batch_id?: string;
                    triggered_by?: string;
                    status?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        canceled: number;
                        run_ids: string[];
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    bulkReplayRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    run_ids: string[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            original_run_id: string;
                            new_run_id?: string;
                            /** @enum {unknown} */
                            status: "replayed" | "skipped" | "failed";
                            error?: string;
                        }[];
                        total: number;
                        replayed: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    bulkReplayDeadLetters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    run_ids?: string[];
                    project_id?: string;
                    /** @default 100 */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        replayed: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        }[];
                        count: number;
                        skipped: {
                            id: string;
                            error: string;
                        }[];
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listLineage: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDependencyStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run_id: string;
                        job_id: string;
                        status: string;
                        dependencies: unknown[];
                        dependencies_satisfied: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDebugBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            job_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
                            attempt: number;
                            triggered_by: string;
                            priority: number;
                            job_version: number;
                            debug_mode: boolean;
                            lineage_depth: number;
                            /** Format: date-time */
                            created_at: string;
                            tags?: {
                                [key: string]: string;
                            };
                            payload?: unknown;
                            result?: unknown;
                            metadata?: {
                                [key: string]: string;
                            };
                            error?: string;
                            error_class?: string;
                            /** Format: date-time */
                            scheduled_at?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            finished_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: uuid */
                            parent_run_id?: string;
                            idempotency_key?: string;
                            max_attempts_override?: number;
                            timeout_secs_override?: number;
                            retry_backoff?: string;
                            retry_initial_delay_secs?: number;
                            retry_max_delay_secs?: number;
                            /** Format: uuid */
                            continuation_of?: string;
                            chain_depth?: number;
                            created_by?: string;
                            /** Format: uuid */
                            batch_id?: string;
                            concurrency_key?: string;
                            execution_mode?: string;
                            queue_name?: string;
                            worker_id?: string;
                            execution_trace?: {
                                [key: string]: number;
                            };
                            progress?: unknown;
                        };
                        events: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            type: string;
                            level: string;
                            message: string;
                            /** Format: date-time */
                            created_at: string;
                            data?: unknown;
                        }[];
                        checkpoints: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            sequence: number;
                            source: string;
                            state: unknown;
                            /** Format: date-time */
                            created_at: string;
                        }[];
                        outputs: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            output_key: string;
                            value: unknown;
                            /** Format: date-time */
                            created_at: string;
                            schema?: unknown;
                        }[];
                        resource_snapshots: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            /** Format: date-time */
                            created_at: string;
                            cpu_percent?: number;
                            memory_mb?: number;
                            memory_percent?: number;
                            memory_limit_mb?: number;
                            network_rx_bytes?: number;
                            network_tx_bytes?: number;
                        }[];
                        truncated: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        queued: number;
                        executing: number;
                        delayed: number;
                        by_status: {
                            [key: string]: number;
                        };
                        oldest_queued_secs?: number;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStatsSeries: {
        parameters: {
            query?: {
                span?: "1h" | "1d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        step_secs: number;
                        points: {
                            /** Format: date-time */
                            at: string;
                            triggered: number;
                            started: number;
                            ended: {
                                [key: string]: number;
                            };
                            errors: {
                                [key: string]: number;
                            };
                            start_p50_ms?: number;
                            start_p99_ms?: number;
                        }[];
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            sequence: number;
                            source: string;
                            state: unknown;
                            /** Format: date-time */
                            created_at: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listUsage: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            provider: string;
                            model: string;
                            prompt_tokens: number;
                            completion_tokens: number;
                            total_tokens: number;
                            cost_microusd: number;
                            /** Format: date-time */
                            created_at: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listToolCalls: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            tool_name: string;
                            status: string;
                            /** Format: date-time */
                            created_at: string;
                            input?: unknown;
                            output?: unknown;
                            duration_ms?: number;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listChunks: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            /** @constant */
                            type: "stream_chunk";
                            chunk: string;
                            stream_id: string;
                            done: boolean;
                            /** Format: date-time */
                            timestamp: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listRunEvents: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                level?: string;
                type?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            type: string;
                            level: string;
                            message: string;
                            /** Format: date-time */
                            created_at: string;
                            data?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listOutputs: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            run_id: string;
                            output_key: string;
                            value: unknown;
                            /** Format: date-time */
                            created_at: string;
                            schema?: unknown;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listRunState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        run_id: string;
                        state_key: string;
                        value: unknown;
                        /** Format: date-time */
                        updated_at: string;
                    }[];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listResources: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                limit?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        run_id: string;
                        /** Format: date-time */
                        created_at: string;
                        cpu_percent?: number;
                        memory_mb?: number;
                        memory_percent?: number;
                        memory_limit_mb?: number;
                        network_rx_bytes?: number;
                        network_tx_bytes?: number;
                    }[];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getUsageTotals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listJobMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        job_id: string;
                        project_id: string;
                        memory_key: string;
                        value: unknown;
                        size_bytes: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: date-time */
                        ttl_expires_at?: string;
                    }[];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sendEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventKey: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    payload?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        event_key: string;
                        project_id: string;
                        status: string;
                        source_type?: string;
                        /** Format: uuid */
                        job_run_id?: string;
                        response_payload?: unknown;
                        timeout_secs?: number;
                        /** Format: date-time */
                        requested_at?: string;
                        /** Format: date-time */
                        received_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        error?: string;
                        notify_url?: string;
                        notify_status?: string;
                        trigger_type?: string;
                        sent_by?: string;
                    };
                };
            };
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        event_key: string;
                        project_id: string;
                        status: string;
                        source_type?: string;
                        /** Format: uuid */
                        job_run_id?: string;
                        response_payload?: unknown;
                        timeout_secs?: number;
                        /** Format: date-time */
                        requested_at?: string;
                        /** Format: date-time */
                        received_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        error?: string;
                        notify_url?: string;
                        notify_status?: string;
                        trigger_type?: string;
                        sent_by?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sendEventToPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prefix: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    payload?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resolved: number;
                        triggers: {
                            /** Format: uuid */
                            id: string;
                            event_key: string;
                            project_id: string;
                            status: string;
                            source_type?: string;
                            /** Format: uuid */
                            job_run_id?: string;
                            response_payload?: unknown;
                            timeout_secs?: number;
                            /** Format: date-time */
                            requested_at?: string;
                            /** Format: date-time */
                            received_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            error?: string;
                            notify_url?: string;
                            notify_status?: string;
                            trigger_type?: string;
                            sent_by?: string;
                        }[];
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            event_key: string;
                            project_id: string;
                            status: string;
                            source_type?: string;
                            /** Format: uuid */
                            job_run_id?: string;
                            response_payload?: unknown;
                            timeout_secs?: number;
                            /** Format: date-time */
                            requested_at?: string;
                            /** Format: date-time */
                            received_at?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            error?: string;
                            notify_url?: string;
                            notify_status?: string;
                            trigger_type?: string;
                            sent_by?: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventKey: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        event_key: string;
                        project_id: string;
                        status: string;
                        source_type?: string;
                        /** Format: uuid */
                        job_run_id?: string;
                        response_payload?: unknown;
                        timeout_secs?: number;
                        /** Format: date-time */
                        requested_at?: string;
                        /** Format: date-time */
                        received_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        error?: string;
                        notify_url?: string;
                        notify_status?: string;
                        trigger_type?: string;
                        sent_by?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventKey: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        event_key: string;
                        project_id: string;
                        status: string;
                        source_type?: string;
                        /** Format: uuid */
                        job_run_id?: string;
                        response_payload?: unknown;
                        timeout_secs?: number;
                        /** Format: date-time */
                        requested_at?: string;
                        /** Format: date-time */
                        received_at?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        error?: string;
                        notify_url?: string;
                        notify_status?: string;
                        trigger_type?: string;
                        sent_by?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getEventStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total_count: number;
                        waiting_count: number;
                        received_count: number;
                        timed_out_count: number;
                        canceled_count: number;
                        avg_wait_duration_secs: number;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    purgeEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    older_than_days: number;
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deleted?: number;
                        dry_run?: boolean;
                        would_delete?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createSseToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                        /** Format: date-time */
                        expires_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    claimRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    queues?: string[];
                    job_slugs?: string[];
                    worker_id: string;
                    /** @default 1 */
                    max?: number;
                    /** @default 0 */
                    wait_ms?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: {
                            /** Format: uuid */
                            run_id: string;
                            /** Format: uuid */
                            job_id: string;
                            job_slug: string;
                            attempt: number;
                            payload: unknown;
                            run_token: string;
                            timeout_secs: number;
                            metadata: {
                                [key: string]: string;
                            };
                            assignment_id?: string;
                            last_checkpoint?: {
                                sequence: number;
                                state: unknown;
                            };
                        }[];
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWebhookSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            project_id: string;
                            webhook_url: string;
                            event_types: string[];
                            active: boolean;
                            /** @enum {unknown} */
                            retry_policy: "exponential" | "linear" | "fixed";
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            /** Format: date-time */
                            secret_grace_expires_at?: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    project_id?: string;
                    webhook_url: string;
                    event_types: ("*" | "run.completed" | "run.failed" | "run.timed_out" | "run.canceled")[];
                    active?: boolean;
                    /** @enum {unknown} */
                    retry_policy?: "exponential" | "linear" | "fixed";
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        webhook_url: string;
                        event_types: string[];
                        active: boolean;
                        /** @enum {unknown} */
                        retry_policy: "exponential" | "linear" | "fixed";
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        secret: string;
                        signing_secret: string;
                        subscription: {
                            /** Format: uuid */
                            id: string;
                            project_id: string;
                            webhook_url: string;
                            event_types: string[];
                            active: boolean;
                            /** @enum {unknown} */
                            retry_policy: "exponential" | "linear" | "fixed";
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            /** Format: date-time */
                            secret_grace_expires_at?: string;
                        };
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscriptionID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        webhook_url: string;
                        event_types: string[];
                        active: boolean;
                        /** @enum {unknown} */
                        retry_policy: "exponential" | "linear" | "fixed";
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: date-time */
                        secret_grace_expires_at?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscriptionID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscriptionID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    webhook_url?: string;
                    event_types?: ("*" | "run.completed" | "run.failed" | "run.timed_out" | "run.canceled")[];
                    active?: boolean;
                    /** @enum {unknown} */
                    retry_policy?: "exponential" | "linear" | "fixed";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        webhook_url: string;
                        event_types: string[];
                        active: boolean;
                        /** @enum {unknown} */
                        retry_policy: "exponential" | "linear" | "fixed";
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: date-time */
                        secret_grace_expires_at?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscriptionID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description 0: 60. */
                    grace_period_minutes?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        subscription_id: string;
                        new_secret: string;
                        secret: string;
                        /** Format: date-time */
                        grace_expires_at: string;
                        grace_period_minutes: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    url?: string;
                    /** @description The same as url. */
                    webhook_url?: string;
                    secret?: string;
                    subscription_id?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: boolean;
                        latency_ms: number;
                        status_code?: number;
                        response_body?: string;
                        error?: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            project_id: string;
                            webhook_url: string;
                            /** @enum {unknown} */
                            status: "pending" | "delivered" | "failed" | "dead";
                            attempts: number;
                            max_attempts: number;
                            retry_policy: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            /** Format: uuid */
                            subscription_id?: string;
                            event_type?: string;
                            /** Format: uuid */
                            run_id?: string;
                            /** Format: uuid */
                            job_id?: string;
                            /** Format: uuid */
                            event_trigger_id?: string;
                            last_status_code?: number;
                            last_error?: string;
                            response_body?: string;
                            /** Format: date-time */
                            next_retry_at?: string;
                            /** Format: date-time */
                            delivered_at?: string;
                            /** Format: uuid */
                            replay_of?: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        webhook_url: string;
                        /** @enum {unknown} */
                        status: "pending" | "delivered" | "failed" | "dead";
                        attempts: number;
                        max_attempts: number;
                        retry_policy: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: uuid */
                        subscription_id?: string;
                        event_type?: string;
                        /** Format: uuid */
                        run_id?: string;
                        /** Format: uuid */
                        job_id?: string;
                        /** Format: uuid */
                        event_trigger_id?: string;
                        last_status_code?: number;
                        last_error?: string;
                        response_body?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        delivered_at?: string;
                        /** Format: uuid */
                        replay_of?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retryWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        webhook_url: string;
                        /** @enum {unknown} */
                        status: "pending" | "delivered" | "failed" | "dead";
                        attempts: number;
                        max_attempts: number;
                        retry_policy: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: uuid */
                        subscription_id?: string;
                        event_type?: string;
                        /** Format: uuid */
                        run_id?: string;
                        /** Format: uuid */
                        job_id?: string;
                        /** Format: uuid */
                        event_trigger_id?: string;
                        last_status_code?: number;
                        last_error?: string;
                        response_body?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        delivered_at?: string;
                        /** Format: uuid */
                        replay_of?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        webhook_url: string;
                        /** @enum {unknown} */
                        status: "pending" | "delivered" | "failed" | "dead";
                        attempts: number;
                        max_attempts: number;
                        retry_policy: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** Format: uuid */
                        subscription_id?: string;
                        event_type?: string;
                        /** Format: uuid */
                        run_id?: string;
                        /** Format: uuid */
                        job_id?: string;
                        /** Format: uuid */
                        event_trigger_id?: string;
                        last_status_code?: number;
                        last_error?: string;
                        response_body?: string;
                        /** Format: date-time */
                        next_retry_at?: string;
                        /** Format: date-time */
                        delivered_at?: string;
                        /** Format: uuid */
                        replay_of?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWorkers: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                            worker_id: string;
                            project_id: string;
                            /** @enum {unknown} */
                            status: "active" | "silent";
                            queues: string[];
                            job_slugs: string[];
                            /** Format: date-time */
                            connected_at: string;
                            /** Format: date-time */
                            last_seen_at: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getWorker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workerID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        worker_id: string;
                        project_id: string;
                        /** @enum {unknown} */
                        status: "active" | "silent";
                        queues: string[];
                        job_slugs: string[];
                        /** Format: date-time */
                        connected_at: string;
                        /** Format: date-time */
                        last_seen_at: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    disconnectWorker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workerID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "disconnected";
                        released: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWorkerTasks: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                workerID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            run_id: string;
                            /** Format: uuid */
                            job_id: string;
                            worker_id: string;
                            attempt: number;
                            status: string;
                            assignment_id?: string;
                            /** Format: date-time */
                            started_at?: string;
                            /** Format: date-time */
                            heartbeat_at?: string;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            project_id: string;
                            name: string;
                            key_prefix: string;
                            scopes: string[];
                            /** Format: date-time */
                            created_at: string;
                            key?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: date-time */
                            last_used_at?: string;
                            rotation_interval_days?: number;
                            /** Format: date-time */
                            next_rotation_at?: string;
                            /** Format: uuid */
                            replaced_by_key_id?: string;
                            /** Format: date-time */
                            grace_expires_at?: string;
                            rate_limit_requests?: number;
                            rate_limit_window_secs?: number;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    project_id: string;
                    name: string;
                    scopes?: ("*" | "jobs:read" | "jobs:write" | "jobs:trigger" | "runs:read" | "runs:write" | "webhooks:read" | "webhooks:write" | "api-keys:manage" | "projects:read" | "projects:manage" | "stats:read" | "workers:connect")[];
                    expires_in_days?: number;
                    rotation_interval_days?: number;
                    /** @description Requests in each window. */
                    rate_limit_requests?: number;
                    /** @default 60 */
                    rate_limit_window_secs?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        name: string;
                        key_prefix: string;
                        scopes: string[];
                        /** Format: date-time */
                        created_at: string;
                        key?: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: date-time */
                        last_used_at?: string;
                        rotation_interval_days?: number;
                        /** Format: date-time */
                        next_rotation_at?: string;
                        /** Format: uuid */
                        replaced_by_key_id?: string;
                        /** Format: date-time */
                        grace_expires_at?: string;
                        rate_limit_requests?: number;
                        rate_limit_window_secs?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listExpiringApiKeys: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                days?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            project_id: string;
                            name: string;
                            key_prefix: string;
                            scopes: string[];
                            /** Format: date-time */
                            created_at: string;
                            key?: string;
                            /** Format: date-time */
                            expires_at?: string;
                            /** Format: date-time */
                            last_used_at?: string;
                            rotation_interval_days?: number;
                            /** Format: date-time */
                            next_rotation_at?: string;
                            /** Format: uuid */
                            replaced_by_key_id?: string;
                            /** Format: date-time */
                            grace_expires_at?: string;
                            rate_limit_requests?: number;
                            rate_limit_window_secs?: number;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description At most 10080; 0: the default.
                     * @default 60
                     */
                    grace_period_minutes?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        project_id: string;
                        name: string;
                        key_prefix: string;
                        scopes: string[];
                        /** Format: date-time */
                        created_at: string;
                        key: string;
                        /** Format: date-time */
                        expires_at?: string;
                        /** Format: date-time */
                        last_used_at?: string;
                        rotation_interval_days?: number;
                        /** Format: date-time */
                        next_rotation_at?: string;
                        /** Format: uuid */
                        replaced_by_key_id?: string;
                        /** Format: date-time */
                        grace_expires_at: string;
                        rate_limit_requests?: number;
                        rate_limit_window_secs?: number;
                        /** Format: uuid */
                        old_key_id: string;
                        /** Format: uuid */
                        new_key_id: string;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        project_id?: string;
                        internal: boolean;
                        scopes: string[];
                        name?: string;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                            name: string;
                            /** Format: date-time */
                            created_at: string;
                            rate_limit_requests?: number;
                            rate_limit_window_secs?: number;
                        }[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    name?: string;
                    /** @description Requests in each window. */
                    rate_limit_requests?: number;
                    /** @default 60 */
                    rate_limit_window_secs?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /** Format: date-time */
                        created_at: string;
                        rate_limit_requests?: number;
                        rate_limit_window_secs?: number;
                    };
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /** Format: date-time */
                        created_at: string;
                        rate_limit_requests?: number;
                        rate_limit_window_secs?: number;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: string;
                        checks: {
                            name: string;
                            good: boolean;
                            found: string;
                            advice?: string;
                        }[];
                        redis: {
                            [key: string]: string | number;
                        };
                        processes: {
                            id: string;
                            /** @enum {unknown} */
                            role: "gateway" | "worker";
                            version: string;
                            /** Format: date-time */
                            started_at: string;
                            /** Format: date-time */
                            seen_at: string;
                        }[];
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWorkflows: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWorkflowRuns: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listEnvironments: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listJobGroups: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listSecrets: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listEventSources: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listNotificationChannels: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listLogDrains: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>[];
                        next_cursor?: string;
                        has_more: boolean;
                    };
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followRun: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
                stream_id?: string;
                strict?: "0" | "1";
                after?: string;
                feed?: "all" | "status" | "logs" | "chunks";
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followChunks: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
                stream_id?: string;
                strict?: "0" | "1";
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followLogs: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
                after?: string;
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followEvent: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
            };
            header?: never;
            path: {
                eventKey: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followActivity: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
            };
            header?: never;
            path: {
                projectID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followRunBySocket: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
                stream_id?: string;
                strict?: "0" | "1";
                after?: string;
                feed?: "all" | "status" | "logs" | "chunks";
            };
            header?: never;
            path: {
                runID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
