/** The types of the API, made from its OpenAPI document by `npm run client`: change the routes, not this file. */
/* biome-ignore-all lint: made by openapi-typescript */
/* biome-ignore-all format: made by openapi-typescript */
export interface paths {
    "/sdk/v1/runs/{runID}/log": {
        /** Append to the run’s event log */
        post: operations["appendLog"];
    };
    "/sdk/v1/runs/{runID}/progress": {
        /** Report progress */
        post: operations["reportProgress"];
    };
    "/sdk/v1/runs/{runID}/heartbeat": {
        /** Show that the executor lives; learn of a requested cancel */
        post: operations["heartbeat"];
    };
    "/sdk/v1/runs/{runID}/stream": {
        /** Append a chunk to a stream of the run */
        post: operations["appendChunk"];
    };
    "/sdk/v1/heartbeats": {
        /** Show that the executors of many runs live; answers only what is not well */
        post: operations["heartbeatRuns"];
    };
    "/sdk/v1/runs/{runID}/annotate": {
        /** Merge annotations into the run’s metadata */
        post: operations["annotateRun"];
    };
    "/sdk/v1/runs/{runID}/checkpoint": {
        /** The last checkpoint, which a dispatch has only the size of when it is too large for a header */
        get: operations["readCheckpoint"];
        /** Append a checkpoint */
        post: operations["writeCheckpoint"];
    };
    "/sdk/v1/runs/{runID}/usage": {
        /** Record tokens and cost */
        post: operations["recordUsage"];
    };
    "/sdk/v1/runs/{runID}/tool-call": {
        /** Record a tool call */
        post: operations["recordToolCall"];
    };
    "/sdk/v1/runs/{runID}/output": {
        /** Write a named output */
        post: operations["writeOutput"];
    };
    "/sdk/v1/runs/{runID}/state": {
        /** All state entries, sorted by key */
        get: operations["listState"];
        /** Write a state entry */
        post: operations["writeState"];
    };
    "/sdk/v1/runs/{runID}/resources": {
        /** Record a resource sample */
        post: operations["recordResources"];
    };
    "/sdk/v1/runs/{runID}/resource-snapshot": {
        /** Record a resource snapshot */
        post: operations["recordResourceSnapshot"];
    };
    "/sdk/v1/runs/{runID}/state/{key}": {
        /** One state entry */
        get: operations["readState"];
        /** Delete a state entry */
        delete: operations["deleteState"];
    };
    "/sdk/v1/runs/{runID}/payload": {
        /** The payload the run was triggered with */
        get: operations["readPayload"];
    };
    "/sdk/v1/runs/{runID}/complete": {
        /** End the run as completed */
        post: operations["completeRun"];
    };
    "/sdk/v1/runs/{runID}/fail": {
        /** End the run as failed; it is not retried */
        post: operations["failRun"];
    };
    "/sdk/v1/runs/{runID}/spawn": {
        /** Create a child run, and await it when asked */
        post: operations["spawnRun"];
    };
    "/sdk/v1/runs/{runID}/continue": {
        /** Continue in a new run of the same job */
        post: operations["continueRun"];
    };
    "/sdk/v1/runs/{runID}/wait-for-event": {
        /** Sleep until an event is sent to a key */
        post: operations["waitForEvent"];
    };
    "/sdk/v1/runs/{runID}/batch": {
        /** Apply many operations in order: all of them or none */
        post: operations["applyBatch"];
    };
    "/sdk/v1/runs/{runID}/memory/{key}": {
        /** One entry of the job’s memory */
        get: operations["readMemory"];
        /** Write an entry of the job’s memory */
        post: operations["writeMemory"];
        /** Delete an entry of the job’s memory */
        delete: operations["deleteMemory"];
    };
    "/sdk/v1/runs/{runID}/memory": {
        /** The job’s memory, sorted by key */
        get: operations["listMemory"];
    };
    "/v1/jobs": {
        /**
         * List jobs, newest first
         * @description Scope: `jobs:read`.
         */
        get: operations["listJobs"];
        /**
         * Create a job
         * @description Scope: `jobs:write`.
         */
        post: operations["createJob"];
    };
    "/v1/jobs/{jobID}": {
        /**
         * A job
         * @description Scope: `jobs:read`.
         */
        get: operations["getJob"];
        /**
         * Delete a job without active runs
         * @description Scope: `jobs:write`.
         */
        delete: operations["deleteJob"];
        /**
         * Change a job: what is absent stays
         * @description Scope: `jobs:write`.
         */
        patch: operations["updateJob"];
    };
    "/v1/jobs/{jobID}/pause": {
        /**
         * Pause a job: nothing new is triggered or started
         * @description Scope: `jobs:write`.
         */
        post: operations["pauseJob"];
    };
    "/v1/jobs/{jobID}/resume": {
        /**
         * Resume a paused job
         * @description Scope: `jobs:write`.
         */
        post: operations["resumeJob"];
    };
    "/v1/jobs/batch": {
        /**
         * Create jobs; what is wrong with one does not hinder the others
         * @description Scope: `jobs:write`.
         */
        post: operations["createJobs"];
    };
    "/v1/jobs/batch-enable": {
        /**
         * Enable jobs; ids of no job of the caller are left out
         * @description Scope: `jobs:write`.
         */
        post: operations["enableJobs"];
    };
    "/v1/jobs/batch-disable": {
        /**
         * Disable jobs; ids of no job of the caller are left out
         * @description Scope: `jobs:write`.
         */
        post: operations["disableJobs"];
    };
    "/v1/jobs/{jobID}/endpoint": {
        /**
         * Change the endpoint of a job; a new signing secret is shown once
         * @description Scope: `jobs:write`.
         */
        post: operations["setJobEndpoint"];
    };
    "/v1/jobs/{jobID}/endpoint/verify": {
        /**
         * Call the endpoint of a job once with a signed test message
         * @description Scope: `jobs:write`.
         */
        post: operations["verifyJobEndpoint"];
    };
    "/v1/jobs/{jobID}/health": {
        /**
         * How the runs of a job have ended lately, from its newest thousand
         * @description Scope: `jobs:read`.
         */
        get: operations["getJobHealth"];
    };
    "/v1/jobs/{jobID}/schedule": {
        /**
         * Ours: the schedule of a job and its next ticks
         * @description Scope: `jobs:read`.
         */
        get: operations["getJobSchedule"];
    };
    "/v1/jobs/{jobID}/queue": {
        /**
         * Ours: what of a job waits and runs, by concurrency key
         * @description Scope: `jobs:read`.
         */
        get: operations["getJobQueue"];
    };
    "/v1/jobs/{jobID}/trigger": {
        /**
         * Create a run of the job
         * @description Scope: `jobs:trigger`.
         */
        post: operations["triggerRun"];
    };
    "/v1/jobs/{jobID}/trigger/bulk": {
        /**
         * Create many runs of the job, all or none
         * @description Scope: `jobs:trigger`.
         */
        post: operations["triggerRuns"];
    };
    "/v1/batch-operations": {
        /**
         * List bulk triggers, newest first
         * @description Scope: `runs:read`.
         */
        get: operations["listBatchOperations"];
    };
    "/v1/batch-operations/{batchID}": {
        /**
         * A bulk trigger
         * @description Scope: `runs:read`.
         */
        get: operations["getBatchOperation"];
    };
    "/v1/runs": {
        /**
         * List runs, newest first
         * @description Scope: `runs:read`.
         */
        get: operations["listRuns"];
    };
    "/v1/runs/{runID}": {
        /**
         * A run
         * @description Scope: `runs:read`.
         */
        get: operations["getRun"];
        /**
         * Cancel a run and its descendants
         * @description Scope: `runs:write`.
         */
        delete: operations["cancelRun"];
    };
    "/v1/runs/{runID}/children": {
        /**
         * Direct children of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listChildren"];
    };
    "/v1/runs/{runID}/continuations": {
        /**
         * Runs that continue this one
         * @description Scope: `runs:read`.
         */
        get: operations["listContinuations"];
    };
    "/v1/runs/{runID}/pause": {
        /**
         * Pause an executing run
         * @description Scope: `runs:write`.
         */
        post: operations["pauseRun"];
    };
    "/v1/runs/{runID}/resume": {
        /**
         * Resume a paused run, in the same attempt
         * @description Scope: `runs:write`.
         */
        post: operations["resumeRun"];
    };
    "/v1/runs/{runID}/restart": {
        /**
         * Begin the attempt of a run anew
         * @description Scope: `runs:write`.
         */
        post: operations["restartRun"];
    };
    "/v1/runs/{runID}/replay": {
        /**
         * Replay a run that failed as a new run
         * @description Scope: `runs:write`.
         */
        post: operations["replayRun"];
    };
    "/v1/runs/{runID}/dlq-replay": {
        /**
         * Queue a dead letter again: the same run, from attempt 1
         * @description Scope: `runs:write`.
         */
        post: operations["replayDeadLetter"];
    };
    "/v1/runs/{runID}/reschedule": {
        /**
         * Move the start of a run that has not begun
         * @description Scope: `runs:write`.
         */
        post: operations["rescheduleRun"];
    };
    "/v1/runs/{runID}/debug": {
        /**
         * Switch the debug mode of a run
         * @description Scope: `runs:write`.
         */
        post: operations["setRunDebugMode"];
    };
    "/v1/runs/{runID}/idempotency-key": {
        /**
         * Free the idempotency key of a run for another one
         * @description Scope: `runs:write`.
         */
        delete: operations["resetIdempotencyKey"];
    };
    "/v1/runs/bulk-cancel": {
        /**
         * Cancel runs by their ids
         * @description Scope: `runs:write`.
         */
        post: operations["bulkCancelRuns"];
    };
    "/v1/runs/bulk-cancel-all": {
        /**
         * Cancel runs by a filter; at most about 1,000 a call, has_more says to call again
         * @description Scope: `runs:write`.
         */
        post: operations["bulkCancelAllRuns"];
    };
    "/v1/runs/bulk-replay": {
        /**
         * Replay runs that failed, each as a new run
         * @description Scope: `runs:write`.
         */
        post: operations["bulkReplayRuns"];
    };
    "/v1/runs/bulk-dlq-replay": {
        /**
         * Queue dead letters again, by their ids or the oldest of the project
         * @description Scope: `runs:write`.
         */
        post: operations["bulkReplayDeadLetters"];
    };
    "/v1/runs/dlq": {
        /**
         * Dead letters, the newest death first; for 30 days
         * @description Scope: `runs:read`.
         */
        get: operations["listDeadLetters"];
    };
    "/v1/runs/{runID}/lineage": {
        /**
         * The chain of continuations a run belongs to, from its first run on
         * @description Scope: `runs:read`.
         */
        get: operations["listLineage"];
    };
    "/v1/runs/{runID}/dependency-status": {
        /**
         * Dependencies of a run; jobs have none here, so they are always satisfied
         * @description Scope: `runs:read`.
         */
        get: operations["getDependencyStatus"];
    };
    "/v1/runs/{runID}/debug-bundle": {
        /**
         * A run with its events, checkpoints, outputs and resource samples; truncated when it is too large
         * @description Scope: `runs:read`.
         */
        get: operations["getDebugBundle"];
    };
    "/v1/stats": {
        /**
         * How many runs of the project there are in each status, and how long the oldest queued one waits
         * @description Scope: `stats:read`.
         */
        get: operations["getStats"];
    };
    "/v1/stats/series": {
        /**
         * Ours: triggers, starts, ends, errors and times to start, by minutes or by tens of minutes
         * @description Scope: `stats:read`.
         */
        get: operations["getStatsSeries"];
    };
    "/v1/stats/executors": {
        /**
         * Ours: how long ago executing runs had their last heartbeat, and how many claims wait for runs
         * @description Scope: `stats:read`.
         */
        get: operations["getExecutorStats"];
    };
    "/v1/runs/{runID}/checkpoints": {
        /**
         * Checkpoints of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listCheckpoints"];
    };
    "/v1/runs/{runID}/usage": {
        /**
         * Ours: usage records of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listUsage"];
    };
    "/v1/runs/{runID}/tool-calls": {
        /**
         * Ours: tool calls of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listToolCalls"];
    };
    "/v1/runs/{runID}/chunks": {
        /**
         * Ours: stored stream chunks of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listChunks"];
    };
    "/v1/runs/{runID}/events": {
        /**
         * Logs, progress, state changes and resource samples of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listRunEvents"];
    };
    "/v1/runs/{runID}/outputs": {
        /**
         * Outputs of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listOutputs"];
    };
    "/v1/runs/{runID}/state": {
        /**
         * State entries of a run, sorted by key
         * @description Scope: `runs:read`.
         */
        get: operations["listRunState"];
    };
    "/v1/runs/{runID}/resources": {
        /**
         * ResourceSample samples of a run
         * @description Scope: `runs:read`.
         */
        get: operations["listResources"];
    };
    "/v1/runs/{runID}/usage/totals": {
        /**
         * Ours: usage totals of a run, and by model
         * @description Scope: `runs:read`.
         */
        get: operations["getUsageTotals"];
    };
    "/v1/jobs/{jobID}/memory": {
        /**
         * Ours: the memory of a job, sorted by key
         * @description Scope: `jobs:read`.
         */
        get: operations["listJobMemory"];
    };
    "/v1/events/{eventKey}/send": {
        /**
         * Send an event to the run that waits for the key
         * @description Scope: `jobs:trigger`.
         */
        post: operations["sendEvent"];
    };
    "/v1/events/prefix/{prefix}/send": {
        /**
         * Send an event to every run that waits for a key with the prefix; at most 100 a call
         * @description Scope: `jobs:trigger`.
         */
        post: operations["sendEventToPrefix"];
    };
    "/v1/events": {
        /**
         * List event triggers, newest first
         * @description Scope: `jobs:read`.
         */
        get: operations["listEvents"];
    };
    "/v1/events/{eventKey}": {
        /**
         * The newest event trigger of a key
         * @description Scope: `jobs:read`.
         */
        get: operations["getEvent"];
        /**
         * Cancel a wait, and the run with it
         * @description Scope: `jobs:write`.
         */
        delete: operations["cancelEvent"];
    };
    "/v1/events/stats": {
        /**
         * Waits of the project by how they stand
         * @description Scope: `jobs:read`.
         */
        get: operations["getEventStats"];
    };
    "/v1/events/purge": {
        /**
         * Purge waits that have been over for some days; at most 10,000 a call
         * @description Scope: `jobs:write`.
         */
        post: operations["purgeEvents"];
    };
    "/v1/sse-token": {
        /**
         * A token that lets a browser follow streams of the project for five minutes
         * @description Scope: `runs:read`.
         */
        post: operations["createSseToken"];
    };
    "/v1/workers/claim": {
        /**
         * Claim ready runs of pull jobs; waits for some when there is none
         * @description Scope: `workers:connect`.
         */
        post: operations["claimRuns"];
    };
    "/v1/webhooks/subscriptions": {
        /**
         * All webhook subscriptions of the project, without their secrets
         * @description Scope: `webhooks:read`.
         */
        get: operations["listWebhookSubscriptions"];
        /**
         * Subscribe to the ends of the project's runs; the secret is shown only here
         * @description Scope: `webhooks:write`.
         */
        post: operations["createWebhookSubscription"];
    };
    "/v1/webhooks/subscriptions/{subscriptionID}": {
        /**
         * A webhook subscription
         * @description Scope: `webhooks:read`.
         */
        get: operations["getWebhookSubscription"];
        /**
         * Delete a webhook subscription: what is pending for it is given up
         * @description Scope: `webhooks:write`.
         */
        delete: operations["deleteWebhookSubscription"];
        /**
         * Change a webhook subscription: what is absent stays
         * @description Scope: `webhooks:write`.
         */
        patch: operations["updateWebhookSubscription"];
    };
    "/v1/webhooks/subscriptions/{subscriptionID}/rotate-secret": {
        /**
         * Make a new secret; the one before signs as well until the grace is over
         * @description Scope: `webhooks:write`.
         */
        post: operations["rotateWebhookSecret"];
    };
    "/v1/webhooks/test": {
        /**
         * Send a webhook.test event to a URL, or to a subscription with its own secret
         * @description Scope: `webhooks:write`.
         */
        post: operations["testWebhook"];
    };
    "/v1/webhooks/deliveries": {
        /**
         * Deliveries of the project's webhooks, newest first
         * @description Scope: `webhooks:read`.
         */
        get: operations["listWebhookDeliveries"];
    };
    "/v1/webhooks/deliveries/{deliveryID}": {
        /**
         * A delivery, with what it brings
         * @description Scope: `webhooks:read`.
         */
        get: operations["getWebhookDelivery"];
    };
    "/v1/webhooks/deliveries/{deliveryID}/retry": {
        /**
         * Try a delivery again at once, under its own id
         * @description Scope: `webhooks:write`.
         */
        post: operations["retryWebhookDelivery"];
    };
    "/v1/webhooks/deliveries/{deliveryID}/replay": {
        /**
         * Deliver the same again as a new delivery with the same replay key
         * @description Scope: `webhooks:write`.
         */
        post: operations["replayWebhookDelivery"];
    };
    "/v1/workers": {
        /**
         * Workers that have claimed in the last hour, the last one first
         * @description Scope: `runs:read`.
         */
        get: operations["listWorkers"];
    };
    "/v1/workers/{workerID}": {
        /**
         * A worker
         * @description Scope: `runs:read`.
         */
        get: operations["getWorker"];
        /**
         * Take a worker's runs from it and put them back into the queue, without a new attempt
         * @description Scope: `runs:write`.
         */
        delete: operations["disconnectWorker"];
    };
    "/v1/workers/{workerID}/tasks": {
        /**
         * Runs that a worker has
         * @description Scope: `runs:read`.
         */
        get: operations["listWorkerTasks"];
    };
    "/v1/api-keys": {
        /**
         * List API keys, without the keys themselves
         * @description Scope: `api-keys:manage`.
         */
        get: operations["listApiKeys"];
        /**
         * Create an API key; it is shown only here
         * @description Scope: `api-keys:manage`.
         */
        post: operations["createApiKey"];
    };
    "/v1/api-keys/expiring-soon": {
        /**
         * API keys that expire within the next days and were not revoked
         * @description Scope: `api-keys:manage`.
         */
        get: operations["listExpiringApiKeys"];
    };
    "/v1/api-keys/{keyID}/rotate": {
        /**
         * Replace an API key; the old one stays good for the grace period
         * @description Scope: `api-keys:manage`.
         */
        post: operations["rotateApiKey"];
    };
    "/v1/api-keys/{keyID}": {
        /**
         * Revoke an API key
         * @description Scope: `api-keys:manage`.
         */
        delete: operations["revokeApiKey"];
    };
    "/v1/whoami": {
        /** Ours: whose the credential is, and what it may do */
        get: operations["getCaller"];
    };
    "/v1/projects": {
        /**
         * Projects the caller may see
         * @description Scope: `projects:read`.
         */
        get: operations["listProjects"];
        /**
         * Create a project (internal secret only)
         * @description Scope: `projects:manage`.
         */
        post: operations["createProject"];
    };
    "/v1/projects/{projectID}": {
        /**
         * A project
         * @description Scope: `projects:read`.
         */
        get: operations["getProject"];
        /**
         * Delete a project without jobs (internal secret only)
         * @description Scope: `projects:manage`.
         */
        delete: operations["deleteProject"];
        /**
         * Change the weight of a project (internal secret only)
         * @description Scope: `projects:manage`.
         */
        patch: operations["updateProject"];
    };
    "/v1/system": {
        /**
         * Ours: Redis, gateways and workers, and what the doctor says of them (internal secret only)
         * @description Scope: `stats:read`.
         */
        get: operations["getSystem"];
    };
    "/v1/workflows": {
        /**
         * Always empty: there are no workflows here
         * @description Scope: `jobs:read`.
         */
        get: operations["listWorkflows"];
    };
    "/v1/workflow-runs": {
        /**
         * Always empty: there are no workflow runs here
         * @description Scope: `runs:read`.
         */
        get: operations["listWorkflowRuns"];
    };
    "/v1/environments": {
        /**
         * Always empty: there are no environments here
         * @description Scope: `jobs:read`.
         */
        get: operations["listEnvironments"];
    };
    "/v1/job-groups": {
        /**
         * Always empty: there are no job groups here
         * @description Scope: `jobs:read`.
         */
        get: operations["listJobGroups"];
    };
    "/v1/secrets": {
        /**
         * Always empty: there are no secrets here
         * @description Scope: `jobs:read`.
         */
        get: operations["listSecrets"];
    };
    "/v1/event-sources": {
        /**
         * Always empty: there are no event sources here
         * @description Scope: `jobs:read`.
         */
        get: operations["listEventSources"];
    };
    "/v1/notification-channels": {
        /**
         * Always empty: there are no notification channels here
         * @description Scope: `webhooks:read`.
         */
        get: operations["listNotificationChannels"];
    };
    "/v1/log-drains": {
        /**
         * Always empty: there are no log drains here
         * @description Scope: `webhooks:read`.
         */
        get: operations["listLogDrains"];
    };
    "/v1/runs/{runID}/stream": {
        /**
         * Status changes and events of a run
         * @description Scope: `runs:read`.
         */
        get: operations["followRun"];
    };
    "/v1/runs/{runID}/stream/chunks": {
        /**
         * Stream chunks of a run
         * @description Scope: `runs:read`.
         */
        get: operations["followChunks"];
    };
    "/v1/runs/{runID}/stream/logs": {
        /**
         * Logs of a run
         * @description Scope: `runs:read`.
         */
        get: operations["followLogs"];
    };
    "/v1/events/{eventKey}/stream": {
        /**
         * The newest wait for an event key, until it ends
         * @description Scope: `jobs:read`.
         */
        get: operations["followEvent"];
    };
    "/v1/projects/{projectID}/activity/stream": {
        /**
         * Status changes of a project's runs and waits
         * @description Scope: `runs:read`.
         */
        get: operations["followActivity"];
    };
    "/v1/runs/{runID}/ws": {
        /**
         * Ours: a run over a WebSocket, frames as `{id, event, data}`
         * @description Scope: `runs:read`.
         */
        get: operations["followRunBySocket"];
    };
}
export interface components {
    schemas: {
        /** @description It was done. To a heartbeat `cancel_requested` says that the run is to end. */
        Acknowledgement: {
            status: "ok" | "cancel_requested";
            /** @description Why a cancel was asked for. */
            reason?: string;
            /** @description The last seq that was taken of a stream. */
            last_seq?: number;
        };
        /** @description A flat map of strings, or `{"annotations": {…}}`; 1..50 pairs, values of at most 1024 characters. */
        AnnotateBody: { [key: string]: unknown };
        /** @description An API key without the key itself. */
        ApiKey: {
            /** Format: uuid */
            id: string;
            project_id: string;
            name: string;
            key_prefix: string;
            scopes: string[];
            /** @description Requests in each window. */
            rate_limit_requests?: number;
            rate_limit_window_secs?: number;
            /** Format: date-time */
            expires_at?: string;
            /** Format: date-time */
            last_used_at?: string;
            rotation_interval_days?: number;
            /**
             * Format: date-time
             * @description When it should be rotated; nothing does that by itself.
             */
            next_rotation_at?: string;
            /** Format: uuid */
            replaced_by_key_id?: string;
            /**
             * Format: date-time
             * @description Until when it is good beside the key that has replaced it.
             */
            grace_expires_at?: string;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A new API key. */
        ApiKeyInput: {
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
        /** @description A page of a list. */
        ApiKeyPage: {
            data: components["schemas"]["ApiKey"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description How long the old key stays good. */
        ApiKeyRotation: {
            /**
             * @description At most 10080; 0: the default.
             * @default 60
             */
            grace_period_minutes?: number;
        };
        /** @description Operations that are applied in order, all of them or none. */
        BatchBody: { operations: components["schemas"]["BatchedOperation"][] };
        /** @description A bulk trigger. */
        BatchOperation: {
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
        /** @description A page of a list. */
        BatchOperationPage: {
            data: components["schemas"]["BatchOperation"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description What an operation of a batch would have answered alone. */
        BatchResult: {
            status: number;
            body: unknown;
        };
        /** @description The answers of a batch, in the order of its operations. */
        BatchResults: { results: components["schemas"]["BatchResult"][] };
        /** @description An operation by its name, with the body it has alone. */
        BatchedOperation: {
            op: "log" | "progress" | "stream" | "usage" | "tool-call" | "checkpoint" | "state" | "annotate" | "resources" | "heartbeat";
            body?: unknown;
        };
        /** @description An event that nobody waits for yet: it is kept until then. */
        BufferedEvent: {
            /** Format: uuid */
            id: string;
            event_key: string;
            project_id: string;
            status: "buffered";
            /**
             * Format: date-time
             * @description Until when a wait still finds it.
             */
            expires_at: string;
        };
        /** @description A trigger whose payload waits for others to make one run with. */
        BufferedTrigger: { buffered: true };
        /** @description One run of a bulk trigger. */
        BulkItem: components["schemas"]["RunRequest"] & {
            idempotency_key?: string;
        };
        /** @description Runs of one job. */
        BulkTriggerBody: { items: components["schemas"]["BulkItem"][] };
        /** @description The runs of a bulk trigger, in the order of its items. */
        BulkTriggered: {
            /** Format: uuid */
            batch_id: string;
            results: components["schemas"]["TriggeredRun"][];
            total: number;
            created: number;
        };
        /** @description What a URL has answered to one call. */
        CallOutcome: {
            /** @description Whether it answered with 2xx. */
            success: boolean;
            status_code?: number;
            latency_ms: number;
            response_body?: string;
            error?: string;
        };
        /** @description Whose a credential is, and what it may do. */
        CallerInfo: {
            project_id?: string;
            /** @description Whether it is the internal secret. */
            internal: boolean;
            scopes: string[];
            /** @description Of the API key. */
            name?: string;
        };
        /** @description What became of one run. */
        CancelOutcome: {
            id: string;
            status: "canceled" | "failed";
            error?: string;
        };
        /** @description What became of each run. */
        CancelOutcomes: {
            results: components["schemas"]["CancelOutcome"][];
            total: number;
            canceled: number;
            failed: number;
        };
        /** @description The runs that were canceled. */
        CanceledRuns: {
            canceled: number;
            run_ids: string[];
            /** @description Whether there are more: call again. */
            has_more: boolean;
        };
        /** @description The run was changed. */
        ChangedRun: {
            status: "ok" | "reset";
            /** Format: uuid */
            run_id?: string;
        };
        /** @description A state of a run that its executor can go on from. */
        Checkpoint: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run_id: string;
            /** @description Its number among the run's checkpoints, from 1. */
            sequence: number;
            source: string;
            state: unknown;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A state that the run can go on from. */
        CheckpointBody: {
            state: unknown;
            /** @default sdk */
            source?: string;
        };
        /** @description A page of a list. */
        CheckpointPage: {
            data: components["schemas"]["Checkpoint"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description A part of a stream of a run. */
        Chunk: {
            /** @description Its place: what a follower of chunks resumes behind. */
            id: string;
            /** Format: uuid */
            run_id: string;
            type: "stream_chunk";
            chunk: string;
            stream_id: string;
            /** @description Whether it is the last of its stream. */
            done: boolean;
            /** Format: date-time */
            timestamp: string;
        };
        /** @description A page of a list. */
        ChunkPage: {
            data: components["schemas"]["Chunk"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description Which runs a worker takes, and how long it waits for some. */
        ClaimBody: {
            queues?: string[];
            job_slugs?: string[];
            worker_id: string;
            /** @default 1 */
            max?: number;
            /** @default 0 */
            wait_ms?: number;
        };
        /** @description A run that is the worker's until it ends or its token expires. */
        ClaimedRun: {
            /** Format: uuid */
            run_id: string;
            /** Format: uuid */
            job_id: string;
            job_slug: string;
            attempt: number;
            /** Format: uuid */
            assignment_id: string;
            /** @description For the executor's calls about this run. */
            run_token: string;
            /** Format: date-time */
            run_token_expires_at: string;
            timeout_secs: number;
            metadata: { [key: string]: string };
            payload: unknown;
            last_checkpoint?: components["schemas"]["LastCheckpoint"];
        };
        /** @description The runs that were claimed; none when none was ready in time. */
        ClaimedRuns: { runs: components["schemas"]["ClaimedRun"][] };
        /** @description What the run has resulted in. */
        CompleteBody: {
            result?: unknown;
            claim?: components["schemas"]["NextClaim"];
        };
        /** @description The payload of the run that goes on; that of this run when none is given. */
        ContinueBody: { payload?: unknown };
        /** @description The jobs that were created, and what was wrong with the others. */
        CreatedJobs: {
            created: components["schemas"]["Job"][];
            errors?: components["schemas"]["JobProblem"][];
        };
        /** @description Dead letters by their ids, or the oldest of a project. */
        DeadLetters: {
            run_ids?: string[];
            project_id?: string;
            /** @default 100 */
            limit?: number;
        };
        /** @description A trigger that is held back: a run is made then unless another one comes. */
        DebouncedTrigger: {
            debounced: true;
            /** Format: date-time */
            fire_at: string;
        };
        /** @description A run with what its executor wrote, as far as it fits. */
        DebugBundle: {
            run: components["schemas"]["Run"];
            events: components["schemas"]["RunEvent"][];
            checkpoints: components["schemas"]["Checkpoint"][];
            outputs: components["schemas"]["Output"][];
            resource_snapshots: components["schemas"]["ResourceSample"][];
            truncated: boolean;
        };
        /** @description Whether a run is debugged. */
        DebugMode: { debug_mode: boolean };
        /** @description Dependencies of a run. Jobs have none here, so they are always satisfied. */
        DependencyStatus: {
            /** Format: uuid */
            run_id: string;
            /** Format: uuid */
            job_id: string;
            status: components["schemas"]["RunStatus"];
            dependencies: string[];
            dependencies_satisfied: boolean;
        };
        /** @description How many runs were taken from a worker. */
        DisconnectedWorker: {
            status: "disconnected";
            released: string;
        };
        /** @description What a trigger would do; nothing was made. */
        DryRun: {
            job: components["schemas"]["Job"];
            payload_hash: string;
            /** @description As it was given. */
            scheduled_at?: string;
            /** Format: date-time */
            expires_at: string;
            payload: unknown;
        };
        /** @description A run that has ended, and what was claimed with it. */
        EndedRun: components["schemas"]["Run"] & {
            claimed?: components["schemas"]["ClaimedRuns"];
        };
        /** @description What the circuit breaker knows of an endpoint. Scores are 0 to 100. */
        EndpointHealth: {
            health_score: number;
            consecutive_failures: number;
            circuit: "open" | "closed";
            /** Format: date-time */
            open_until?: string;
        };
        /** @description What is wrong, and what to change. */
        ErrorBody: {
            code: string;
            message: string;
            /** @description One line a fault, the path of the member first. */
            details?: string[];
            /** @description The status that a run that is gone has ended with. */
            status?: components["schemas"]["RunStatus"];
            /** @description The seq that a stream goes on with. */
            expected_seq?: number;
            /** @description Which operation of a batch was refused. */
            index?: number;
        };
        /** @description Every refusal (control-api 8.3). */
        ErrorEnvelope: {
            error: components["schemas"]["ErrorBody"];
            /** @description That of `error`, with its first detail: what simple clients show. */
            message: string;
            request_id: string;
        };
        /** @description Waits of the project by how they stand. */
        EventStats: {
            total_count: number;
            waiting_count: number;
            received_count: number;
            timed_out_count: number;
            canceled_count: number;
            avg_wait_duration_secs: number;
        };
        /** @description A wait of a run for an event, and how it ended. */
        EventTrigger: {
            /** Format: uuid */
            id: string;
            event_key: string;
            project_id: string;
            source_type?: string;
            /**
             * Format: uuid
             * @description The run that waits.
             */
            job_run_id?: string;
            status: "waiting" | "received" | "timed_out" | "canceled";
            /** @description The payload of the event. */
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
            /** @description What became of the call of notify_url. */
            notify_status?: string;
            trigger_type?: string;
            sent_by?: string;
        };
        /** @description A page of a list. */
        EventTriggerPage: {
            data: components["schemas"]["EventTrigger"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description How lately executors were heard of, and how many of them wait for runs. */
        ExecutorStats: {
            executing: number;
            /** @description Executing runs that the times are of: all, or so many by chance. */
            sampled: number;
            /** @description How long ago the last heartbeat of half of them was, at most. */
            heartbeat_p50_ms?: number;
            /** @description The same at p99. */
            heartbeat_p99_ms?: number;
            /** @description Claims that wait for a run, in all gateways, as told some seconds ago. */
            waiting_claims: number;
        };
        /** @description Why the run has failed. */
        FailBody: {
            /**
             * @description At most 64 KiB.
             * @default run failed
             */
            error?: string;
            claim?: components["schemas"]["NextClaim"];
        };
        /** @description The run of a batch that this trigger has made full. */
        FlushedBatch: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["RunStatus"];
            batch: true;
            /** @description Ours: for the executor's calls about this run. */
            run_token: string;
            /** Format: date-time */
            run_token_expires_at: string;
        };
        /** @description A page of a list whose objects may have been looked for one by one. */
        FoundRunPage: {
            data: components["schemas"]["Run"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
            /** @description Where no index serves the filters: how many objects were looked at for this page, which a bound may have ended early. Go on while there is a `next_cursor`. */
            looked_at?: number;
        };
        /** @description What a heartbeat of many came to that was not just taken. */
        HeartbeatOutcome: {
            /** @description Of its token among those that were sent. */
            index: number;
            status: "cancel_requested" | "gone" | "not_found" | "stale_attempt" | "assignment_lost" | "not_executing" | "not_active" | "invalid_token";
            /** @description Why a cancel was asked for. */
            reason?: string;
            /** @description Of a run that is gone: how it has ended. */
            run_status?: string;
        };
        /** @description Only what is not well: all other runs were heartbeated. */
        HeartbeatOutcomes: { not_ok: components["schemas"]["HeartbeatOutcome"][] };
        /** @description Run tokens of runs that one process works on. */
        HeartbeatsBody: { tokens: string[] };
        /** @description What is to be done for each run, and by whom. The signing secret is not part of it: it is never shown. */
        Job: components["schemas"]["JobSettings"] & {
            /** Format: uuid */
            id: string;
            project_id: string;
            name: string;
            slug: string;
            execution_mode: "http" | "worker";
            queue: string;
            max_attempts: number;
            timeout_secs: number;
            retry_strategy: "exponential" | "linear" | "fixed" | "custom";
            retry_priority_boost: number;
            poison_pill_threshold?: number;
            enabled: boolean;
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
        /** @description The job with its endpoint; a new signing secret is shown here and never again. */
        JobEndpoint: {
            job: components["schemas"]["Job"];
            signing_secret?: string;
        };
        /** @description The endpoint of a job, as a whole: without a fallback it has none. */
        JobEndpointInput: {
            endpoint_url: string;
            fallback_endpoint_url?: string;
            rotate_signing_secret?: boolean;
        };
        /** @description How the newest runs of a job have gone. Rates and scores are 0 to 100, durations seconds. */
        JobHealth: {
            /** Format: uuid */
            job_id: string;
            window: string;
            /** Format: date-time */
            since: string;
            total_runs: number;
            open_runs: number;
            completed_runs: number;
            failed_runs: number;
            dead_letter_runs: number;
            timed_out_runs: number;
            crashed_runs: number;
            canceled_runs: number;
            expired_runs: number;
            success_rate: number;
            avg_duration_secs: number;
            p95_duration_secs: number;
            p99_duration_secs: number;
            health_score: number;
            /** @description Whether there are more runs than were looked at. */
            truncated: boolean;
            endpoint?: components["schemas"]["EndpointHealth"];
        };
        /** @description Jobs by their ids. */
        JobIds: { ids: string[] };
        /** @description A new job. */
        JobInput: components["schemas"]["JobSettings"] & {
            project_id: string;
            name: string;
            slug: string;
            queue_name?: string;
            /** @description The same error so many times in a row ends the run; null: off. */
            poison_pill_threshold?: number | null;
            endpoint_signing_secret?: string;
            /** @description Alias that wins. */
            webhook_secret?: string;
        };
        /** @description New jobs. */
        JobInputs: { jobs: components["schemas"]["JobInput"][] };
        /** @description A page of a list. */
        JobPage: {
            data: components["schemas"]["Job"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description What changes of a job; what is absent stays. */
        JobPatch: components["schemas"]["JobSettings"] & {
            name?: string;
            slug?: string;
            queue_name?: string;
            /** @description The same error so many times in a row ends the run; null: off. */
            poison_pill_threshold?: number | null;
            endpoint_signing_secret?: string;
            /** @description Alias that wins. */
            webhook_secret?: string;
        };
        /** @description Why a job is paused. */
        JobPause: { reason?: string };
        /** @description Why one job was not created. */
        JobProblem: {
            index: number;
            message: string;
        };
        /** @description What of a job waits to be handed out and what runs, by concurrency key: what comes next first. */
        JobQueue: {
            /** Format: uuid */
            job_id: string;
            /** @description Runs that have not ended. */
            open_runs: number;
            /** @description Runs that are dequeued or executing: each holds a slot. */
            running: number;
            /** @description Keys with runs that wait. */
            waiting_keys: number;
            /** @description Those of them that wait for a slot of their own. */
            blocked_keys: number;
            keys: components["schemas"]["QueuedKey"][];
            /** @description Whether there are more keys than are shown. */
            truncated: boolean;
        };
        /** @description The schedule of a job and its next ticks. */
        JobSchedule: {
            cron: string;
            timezone: string;
            next: string[];
        };
        /** @description How the runs of a job are started, tried again and limited. */
        JobSettings: {
            description?: string;
            endpoint_url?: string;
            fallback_endpoint_url?: string;
            execution_mode?: "http" | "worker";
            /** @description Ours: a 202 of the endpoint leaves the run executing until the executor ends it. */
            async_completion?: boolean;
            max_attempts?: number;
            timeout_secs?: number;
            retry_strategy?: "exponential" | "linear" | "fixed" | "custom";
            retry_delays_secs?: number[];
            retry_priority_boost?: number;
            /** @description 0: no limit. */
            max_concurrency?: number;
            /** @description 0: no limit. */
            max_concurrency_per_key?: number;
            /** @description Ours: of those that wait at one priority, one of weight 3 is handed out three times as often as one of weight 1, the default. */
            fair_weight?: number;
            /** @description Ours: `fair_weight` of concurrency keys, among those of the job; of others it is 1. */
            concurrency_key_weights?: { [key: string]: number };
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
             */
            cron_overlap_policy?: "allow" | "skip" | "cancel_running";
            /** @description IANA time zone of both cron fields: UTC when not given. */
            timezone?: string;
            /** @description How long a run may wait for its first start. */
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
            on_complete_payload_mapping?: { [key: string]: string };
            /** @description Field of the new payload to a JSON pointer or dotted path into what ended. */
            on_failure_payload_mapping?: { [key: string]: string };
            /** @description At most 20 pairs; keys of 1..64 characters. */
            tags?: { [key: string]: string };
            default_run_metadata?: { [key: string]: string };
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
        /** @description What an attempt goes on from. */
        LastCheckpoint: {
            sequence: number;
            state: unknown;
        };
        /** @description An entry for the event log of the run. */
        LogBody: {
            /** @description At most 64 KiB. */
            message: string;
            /**
             * @default info
             */
            level?: "debug" | "info" | "warn" | "error";
            /** @default log */
            type?: string;
            data?: unknown;
        };
        /** @description A value of the memory of the job. */
        MemoryBody: {
            value: unknown;
            ttl_secs?: number;
        };
        /** @description A value that a job keeps under a key for all its runs. */
        MemoryEntry: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            job_id: string;
            project_id: string;
            memory_key: string;
            size_bytes: number;
            /** Format: date-time */
            ttl_expires_at?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            value: unknown;
        };
        /** @description A new API key; it is shown here and never again. */
        NewApiKey: components["schemas"]["ApiKey"] & {
            key: string;
        };
        /** @description A new webhook subscription with its secret, which is shown here and never again. */
        NewWebhookSubscription: components["schemas"]["WebhookSubscription"] & {
            secret: string;
            /** @description The secret, as the reference names it. */
            signing_secret: string;
            subscription: components["schemas"]["WebhookSubscription"];
        };
        /** @description Which runs the executor takes next, in the call that ends its run. */
        NextClaim: {
            /** @description An API key with the scope `workers:connect`. */
            api_key: string;
            queues?: string[];
            job_slugs?: string[];
            worker_id: string;
            /** @default 1 */
            max?: number;
        };
        /** @description Of what there is none. */
        Nothing: Record<string, never>;
        /** @description A list, all of it. */
        NothingList: {
            data: components["schemas"]["Nothing"][];
            /** @description Always false; as in the lists that have pages. */
            has_more: boolean;
        };
        /** @description A named output of a run; the last value of its key. */
        Output: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run_id: string;
            output_key: string;
            /** @description The JSON Schema that the value satisfies. */
            schema?: unknown;
            value: unknown;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A named output; the last value of a key stays. */
        OutputBody: {
            output_key?: string;
            /** @description Alias of output_key. */
            key?: string;
            value: unknown;
            schema?: unknown;
        };
        /** @description A page of a list. */
        OutputPage: {
            data: components["schemas"]["Output"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description How far the run is. */
        ProgressBody: {
            percent: number;
            message?: string;
            step?: string;
            eta_seconds?: number;
            eta_secs?: number;
        };
        /** @description What jobs, runs and keys belong to. Its limit counts for all its keys that have none of their own. */
        Project: {
            id: string;
            name: string;
            /** @description Requests in each window. */
            rate_limit_requests?: number;
            rate_limit_window_secs?: number;
            /** @description Ours: its share of the calls of dispatchers; absent: 1. */
            fair_weight?: number;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A new project. */
        ProjectInput: {
            id: string;
            name?: string;
            /** @description Ours: of those that wait at one priority, one of weight 3 is handed out three times as often as one of weight 1, the default. */
            fair_weight?: number;
            /** @description Requests in each window. */
            rate_limit_requests?: number;
            /** @default 60 */
            rate_limit_window_secs?: number;
        };
        /** @description A page of a list. */
        ProjectPage: {
            data: components["schemas"]["Project"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description What changes of a project. */
        ProjectPatch: {
            /** @description Ours: of those that wait at one priority, one of weight 3 is handed out three times as often as one of weight 1, the default. */
            fair_weight: number;
        };
        /** @description How long waits have been over that are purged. */
        PurgeEventsBody: {
            older_than_days: number;
            dry_run?: boolean;
        };
        /** @description How many waits were purged, or would be. */
        PurgedEvents: {
            deleted?: number;
            dry_run?: boolean;
            would_delete?: number;
        };
        /** @description Dead letters that were queued again. */
        QueuedDeadLetters: {
            replayed: components["schemas"]["Run"][];
            count: number;
            skipped: components["schemas"]["SkippedRun"][];
        };
        /** @description What of one concurrency key of a job waits and runs. */
        QueuedKey: {
            /** @description Absent: runs without one. */
            concurrency_key?: string;
            waiting: number;
            /** @description Runs that are dequeued or executing; absent when it is not known. */
            running?: number;
            /** @description Whether its runs wait for another one of the key to end. */
            blocked: boolean;
            /**
             * Format: uuid
             * @description The run that goes next.
             */
            next_run_id?: string;
        };
        /** @description A delivery with what it brings. */
        ReadWebhookDelivery: components["schemas"]["WebhookDelivery"] & {
            /** @description What is posted, as it is now; absent when the wait it tells of has left. */
            payload?: unknown;
        };
        /** @description What became of one replay. */
        ReplayOutcome: {
            original_run_id: string;
            /** Format: uuid */
            new_run_id?: string;
            status: "replayed" | "skipped" | "failed";
            error?: string;
        };
        /** @description What became of each replay. */
        ReplayOutcomes: {
            results: components["schemas"]["ReplayOutcome"][];
            total: number;
            replayed: number;
        };
        /** @description When a run is to begin, and with what. */
        Reschedule: {
            /** @description RFC 3339; at most 30 days ahead. A time in the past is now. */
            scheduled_at: string;
            /** @description Replaces that of the run. */
            payload?: unknown;
        };
        /** @description What the process of an executor has used. */
        ResourceSample: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run_id: string;
            cpu_percent?: number;
            memory_mb?: number;
            memory_percent?: number;
            memory_limit_mb?: number;
            network_rx_bytes?: number;
            network_tx_bytes?: number;
            /** Format: date-time */
            created_at: string;
        };
        /** @description What the process of the executor uses, and may use. */
        ResourceSnapshotBody: {
            cpu_percent?: number;
            memory_mb?: number;
            memory_limit_mb?: number;
            network_rx_bytes?: number;
            network_tx_bytes?: number;
        };
        /** @description What the process of the executor uses. */
        ResourcesBody: {
            memory_mb?: number;
            memory_percent?: number;
            cpu_percent?: number;
        };
        /** @description The key that replaces another one, and until when that one is still good. */
        RotatedApiKey: components["schemas"]["NewApiKey"] & {
            /** Format: uuid */
            old_key_id: string;
            /** Format: uuid */
            new_key_id: string;
            /** Format: date-time */
            grace_expires_at: string;
        };
        /** @description The new secret of a subscription; the one before signs as well until the grace is over. */
        RotatedWebhookSecret: {
            /** Format: uuid */
            subscription_id: string;
            new_secret: string;
            secret: string;
            /** Format: date-time */
            grace_expires_at: string;
            grace_period_minutes: number;
        };
        /** @description One execution of a job, with all its attempts. Members that have no value are left out. */
        Run: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            job_id: string;
            project_id: string;
            /** @description Those of the job, and those of its trigger, which win. */
            tags?: { [key: string]: string };
            status: components["schemas"]["RunStatus"];
            /** @description Counts from 1. */
            attempt: number;
            payload?: unknown;
            result?: unknown;
            /** @description Annotations, and the trace headers of its trigger. */
            metadata?: { [key: string]: string };
            error?: string;
            error_class?: string;
            triggered_by: string;
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
            /**
             * Format: date-time
             * @description When it expires unless it has begun by then.
             */
            expires_at?: string;
            /**
             * Format: uuid
             * @description The run that has spawned it.
             */
            parent_run_id?: string;
            priority: number;
            idempotency_key?: string;
            job_version: number;
            max_attempts_override?: number;
            timeout_secs_override?: number;
            retry_backoff?: string;
            retry_initial_delay_secs?: number;
            retry_max_delay_secs?: number;
            /** @description Milliseconds of each step of its last dispatch. */
            execution_trace?: { [key: string]: number };
            debug_mode: boolean;
            /** Format: uuid */
            continuation_of?: string;
            lineage_depth: number;
            chain_depth?: number;
            created_by?: string;
            /**
             * Format: uuid
             * @description The bulk trigger that has created it.
             */
            batch_id?: string;
            concurrency_key?: string;
            execution_mode?: string;
            queue_name?: string;
            /**
             * Format: uuid
             * @description The run that this one replays.
             */
            replayed_run_id?: string;
            /** @description The worker that has claimed it. */
            worker_id?: string;
            progress?: components["schemas"]["RunProgress"];
            /** Format: date-time */
            created_at: string;
        };
        /** @description How many runs of the project are in each status, and how long the oldest queued one waits. */
        RunCounts: {
            queued: number;
            executing: number;
            delayed: number;
            by_status: { [key: string]: number };
            oldest_queued_secs?: number;
        };
        /** @description An entry of the event log of a run. */
        RunEvent: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run_id: string;
            /** @description `log` unless the executor names another; `progress`, `state_change`, … */
            type: string;
            level: "debug" | "info" | "warn" | "error";
            message: string;
            data?: unknown;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A page of a list. */
        RunEventPage: {
            data: components["schemas"]["RunEvent"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description Which runs; at least one member is needed. */
        RunFilter: {
            job_id?: string;
            batch_id?: string;
            triggered_by?: string;
            status?: string;
        };
        /** @description Runs by their ids. */
        RunIds: { run_ids: string[] };
        /** @description A page of a list. */
        RunPage: {
            data: components["schemas"]["Run"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description The latest progress that the executor of a run has reported. */
        RunProgress: {
            percent: number;
            step?: string;
            eta_seconds?: number;
            message?: string;
        };
        /** @description A run that is wanted. */
        RunRequest: {
            payload?: unknown;
            /** @description At most 20 pairs; keys of 1..64 characters. */
            tags?: { [key: string]: string };
            /** @description RFC 3339; at most 30 days ahead. */
            scheduled_at?: string;
            priority?: number;
            ttl_secs?: number;
            concurrency_key?: string;
            max_attempts_override?: number;
            timeout_secs_override?: number;
            retry_backoff?: "exponential" | "linear" | "fixed" | "custom";
            retry_initial_delay_secs?: number;
            retry_max_delay_secs?: number;
        };
        /**
         * @description Where a run is in its life.
         */
        RunStatus: "delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter" | "completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired";
        /** @description What an event brings along. */
        SendEventBody: { payload?: unknown };
        /** @description The waits that an event has ended. */
        SentEvents: {
            resolved: number;
            triggers: components["schemas"]["EventTrigger"][];
        };
        /** @description A run that was left as it is. */
        SkippedRun: {
            id: string;
            error: string;
        };
        /** @description Calls of gateways and workers with the same commands that have held Redis for long. */
        SlowScripts: {
            commands: string;
            calls: number;
            median_ms: number;
            longest_ms: number;
            /** Format: date-time */
            last_at: string;
        };
        /** @description A child run: of which job, with what, and whether this run waits for it. */
        SpawnBody: {
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
        /** @description A child run, and whether its parent waits for it. */
        SpawnedRun: components["schemas"]["Run"] & {
            /** @description True when the parent waits. */
            await_completion?: boolean;
            /** @description The key of the wait. */
            await_event_key?: string;
        };
        /** @description A token for `?token=` of the streams of a project. */
        SseToken: {
            token: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description A value under a key of the run. */
        StateBody: {
            key: string;
            value: unknown;
        };
        /** @description A value that a run keeps under a key. */
        StateEntry: {
            /** Format: uuid */
            run_id: string;
            state_key: string;
            value: unknown;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What happened in one step. */
        StatsPoint: {
            /** Format: date-time */
            at: string;
            triggered: number;
            started: number;
            /** @description By status. */
            ended: { [key: string]: number };
            /** @description By class. */
            errors: { [key: string]: number };
            start_p50_ms?: number;
            start_p99_ms?: number;
        };
        /** @description What happened in a project, step by step. */
        StatsSeries: {
            step_secs: number;
            points: components["schemas"]["StatsPoint"][];
        };
        /** @description A part of a stream of the run. */
        StreamBody: {
            /** @description At most 256 KiB. */
            chunk: string;
            /** @default default */
            stream_id?: string;
            /** @default false */
            done?: boolean;
            /** @description Ours: makes the append exactly-once (section 4). */
            seq?: number;
        };
        /** @description What the product runs on, and what of it is not as it should be. */
        System: {
            version: string;
            checks: components["schemas"]["SystemCheck"][];
            /** @description What Redis says of itself. */
            redis: { [key: string]: string | number };
            processes: components["schemas"]["SystemProcess"][];
            /** @description A call that holds Redis for longer is a slow one. */
            slow_script_ms: number;
            /** @description For how long slow calls are known. */
            slow_scripts_secs: number;
            /** @description Slow calls, the longest in sum first. */
            slow_scripts: components["schemas"]["SlowScripts"][];
        };
        /** @description Something that has to be in a certain way, and how it is. */
        SystemCheck: {
            name: string;
            good: boolean;
            found: string;
            /** @description What to do when it is not good. */
            advice?: string;
        };
        /** @description A gateway or a worker that is there. */
        SystemProcess: {
            id: string;
            role: "gateway" | "worker";
            version: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            seen_at: string;
        };
        /** @description A call of a tool that an executor has reported. */
        ToolCall: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run_id: string;
            tool_name: string;
            input?: unknown;
            output?: unknown;
            duration_ms?: number;
            status: string;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A call of a tool. */
        ToolCallBody: {
            tool_name: string;
            input?: unknown;
            output?: unknown;
            duration_ms?: number;
            /** @default completed */
            status?: string;
        };
        /** @description A page of a list. */
        ToolCallPage: {
            data: components["schemas"]["ToolCall"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description A trigger. */
        TriggerBody: components["schemas"]["RunRequest"] & {
            debounce_key?: string;
            batch_key?: string;
            dry_run?: boolean;
        };
        /** @description The run that a trigger has made, or has found. */
        TriggeredRun: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["RunStatus"];
            /** @description SHA-256 of the payload with sorted keys and without whitespace. */
            payload_hash?: string;
            /** @description Whether the run was there already, by its idempotency key. */
            idempotency_hit: boolean;
            /** @description Ours: for the executor's calls about this run. */
            run_token: string;
            /** Format: date-time */
            run_token_expires_at: string;
        };
        /** @description How many jobs were changed. */
        UpdatedJobs: { updated: number };
        /** @description Tokens and cost of several records. */
        UsageAmounts: {
            prompt_tokens: number;
            completion_tokens: number;
            total_tokens: number;
            cost_microusd: number;
        };
        /** @description Tokens and cost; total_tokens is the sum when it is not given. */
        UsageBody: {
            provider: string;
            model: string;
            prompt_tokens?: number;
            completion_tokens?: number;
            total_tokens?: number;
            cost_microusd?: number;
        };
        /** @description Tokens and cost that an executor has reported. */
        UsageRecord: {
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
        /** @description A page of a list. */
        UsageRecordPage: {
            data: components["schemas"]["UsageRecord"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description What a run has used in all, and by `provider/model`. */
        UsageTotals: {
            records: number;
            prompt_tokens: number;
            completion_tokens: number;
            total_tokens: number;
            cost_microusd: number;
            by_model: { [key: string]: components["schemas"]["UsageAmounts"] };
        };
        /** @description The wait that was begun; `received` when its event was there already. */
        Wait: {
            status: "waiting" | "received";
            event_key: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            trigger_id: string;
            /** @description The payload of an event that was received. */
            payload?: unknown;
        };
        /** @description What the run waits for, and how long. */
        WaitForEventBody: {
            /** @description 1..512 bytes without control characters. */
            event_key: string;
            /** @description Up to 2592000; 0, negative or absent: 3600. */
            timeout_secs?: number;
            notify_url?: string;
        };
        /** @description One message to one receiver, with all its attempts. */
        WebhookDelivery: {
            /** Format: uuid */
            id: string;
            project_id: string;
            /**
             * Format: uuid
             * @description Absent when the URL is not one of a subscription.
             */
            subscription_id?: string;
            event_type?: string;
            /** Format: uuid */
            run_id?: string;
            /** Format: uuid */
            job_id?: string;
            /**
             * Format: uuid
             * @description The wait whose notify_url is called.
             */
            event_trigger_id?: string;
            webhook_url: string;
            status: "pending" | "delivered" | "failed" | "dead";
            attempts: number;
            max_attempts: number;
            retry_policy: string;
            last_status_code?: number;
            last_error?: string;
            /** @description The beginning of what the receiver answered last. */
            response_body?: string;
            /** Format: date-time */
            next_retry_at?: string;
            /** Format: date-time */
            delivered_at?: string;
            /** Format: uuid */
            replay_of?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A page of a list. */
        WebhookDeliveryPage: {
            data: components["schemas"]["WebhookDelivery"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description How long the secret of before signs as well. */
        WebhookSecretRotation: {
            /** @description 0: 60. */
            grace_period_minutes?: number;
        };
        /** @description Where ends of runs are told. */
        WebhookSubscription: {
            /** Format: uuid */
            id: string;
            project_id: string;
            webhook_url: string;
            event_types: string[];
            active: boolean;
            retry_policy: "exponential" | "linear" | "fixed";
            /**
             * Format: date-time
             * @description Until when the secret before the last rotation signs as well.
             */
            secret_grace_expires_at?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A new webhook subscription. */
        WebhookSubscriptionInput: {
            project_id?: string;
            webhook_url: string;
            event_types: ("*" | "run.completed" | "run.failed" | "run.timed_out" | "run.canceled")[];
            active?: boolean;
            retry_policy?: "exponential" | "linear" | "fixed";
        };
        /** @description A list, all of it. */
        WebhookSubscriptionList: {
            data: components["schemas"]["WebhookSubscription"][];
            /** @description Always false; as in the lists that have pages. */
            has_more: boolean;
        };
        /** @description What changes of a webhook subscription; what is absent stays. */
        WebhookSubscriptionPatch: {
            webhook_url?: string;
            event_types?: ("*" | "run.completed" | "run.failed" | "run.timed_out" | "run.canceled")[];
            active?: boolean;
            retry_policy?: "exponential" | "linear" | "fixed";
        };
        /** @description A URL, or a subscription with its own secret. */
        WebhookTestBody: {
            url?: string;
            /** @description The same as url. */
            webhook_url?: string;
            secret?: string;
            subscription_id?: string;
        };
        /** @description A worker that claims: it is there as long as it does. */
        Worker: {
            id: string;
            worker_id: string;
            project_id: string;
            status: "active" | "silent";
            queues: string[];
            job_slugs: string[];
            /**
             * Format: date-time
             * @description Its first claim.
             */
            connected_at: string;
            /**
             * Format: date-time
             * @description Its last claim.
             */
            last_seen_at: string;
        };
        /** @description A page of a list. */
        WorkerPage: {
            data: components["schemas"]["Worker"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
        /** @description A run that a worker has. */
        WorkerTask: {
            /** Format: uuid */
            run_id: string;
            /** Format: uuid */
            job_id: string;
            worker_id: string;
            /** Format: uuid */
            assignment_id?: string;
            attempt: number;
            status: components["schemas"]["RunStatus"];
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            heartbeat_at?: string;
        };
        /** @description A page of a list. */
        WorkerTaskPage: {
            data: components["schemas"]["WorkerTask"][];
            /** @description What to send as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /** @description Whether there is a next page. */
            has_more: boolean;
        };
    };
    responses: {
        /** @description 400 Bad Request */
        BadRequest: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 401 Unauthorized */
        Unauthorized: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 403 Forbidden */
        Forbidden: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 404 Not Found */
        NotFound: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 409 Conflict */
        Conflict: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 410 Gone */
        Gone: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 413 Payload Too Large */
        PayloadTooLarge: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 415 Unsupported Media Type */
        UnsupportedMediaType: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 422 Unprocessable Content */
        UnprocessableContent: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 426 Upgrade Required */
        UpgradeRequired: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 429 Too Many Requests */
        TooManyRequests: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description 503 Service Unavailable */
        ServiceUnavailable: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
        /** @description Any call may be refused with 400, 404, 406, 408, 413, 415, 429, 500. */
        Refused: {
            content: { "application/json": components["schemas"]["ErrorEnvelope"] };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Acknowledgement = components['schemas']['Acknowledgement'];
export type AnnotateBody = components['schemas']['AnnotateBody'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeyInput = components['schemas']['ApiKeyInput'];
export type ApiKeyPage = components['schemas']['ApiKeyPage'];
export type ApiKeyRotation = components['schemas']['ApiKeyRotation'];
export type BatchBody = components['schemas']['BatchBody'];
export type BatchOperation = components['schemas']['BatchOperation'];
export type BatchOperationPage = components['schemas']['BatchOperationPage'];
export type BatchResult = components['schemas']['BatchResult'];
export type BatchResults = components['schemas']['BatchResults'];
export type BatchedOperation = components['schemas']['BatchedOperation'];
export type BufferedEvent = components['schemas']['BufferedEvent'];
export type BufferedTrigger = components['schemas']['BufferedTrigger'];
export type BulkItem = components['schemas']['BulkItem'];
export type BulkTriggerBody = components['schemas']['BulkTriggerBody'];
export type BulkTriggered = components['schemas']['BulkTriggered'];
export type CallOutcome = components['schemas']['CallOutcome'];
export type CallerInfo = components['schemas']['CallerInfo'];
export type CancelOutcome = components['schemas']['CancelOutcome'];
export type CancelOutcomes = components['schemas']['CancelOutcomes'];
export type CanceledRuns = components['schemas']['CanceledRuns'];
export type ChangedRun = components['schemas']['ChangedRun'];
export type Checkpoint = components['schemas']['Checkpoint'];
export type CheckpointBody = components['schemas']['CheckpointBody'];
export type CheckpointPage = components['schemas']['CheckpointPage'];
export type Chunk = components['schemas']['Chunk'];
export type ChunkPage = components['schemas']['ChunkPage'];
export type ClaimBody = components['schemas']['ClaimBody'];
export type ClaimedRun = components['schemas']['ClaimedRun'];
export type ClaimedRuns = components['schemas']['ClaimedRuns'];
export type CompleteBody = components['schemas']['CompleteBody'];
export type ContinueBody = components['schemas']['ContinueBody'];
export type CreatedJobs = components['schemas']['CreatedJobs'];
export type DeadLetters = components['schemas']['DeadLetters'];
export type DebouncedTrigger = components['schemas']['DebouncedTrigger'];
export type DebugBundle = components['schemas']['DebugBundle'];
export type DebugMode = components['schemas']['DebugMode'];
export type DependencyStatus = components['schemas']['DependencyStatus'];
export type DisconnectedWorker = components['schemas']['DisconnectedWorker'];
export type DryRun = components['schemas']['DryRun'];
export type EndedRun = components['schemas']['EndedRun'];
export type EndpointHealth = components['schemas']['EndpointHealth'];
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorEnvelope = components['schemas']['ErrorEnvelope'];
export type EventStats = components['schemas']['EventStats'];
export type EventTrigger = components['schemas']['EventTrigger'];
export type EventTriggerPage = components['schemas']['EventTriggerPage'];
export type ExecutorStats = components['schemas']['ExecutorStats'];
export type FailBody = components['schemas']['FailBody'];
export type FlushedBatch = components['schemas']['FlushedBatch'];
export type FoundRunPage = components['schemas']['FoundRunPage'];
export type HeartbeatOutcome = components['schemas']['HeartbeatOutcome'];
export type HeartbeatOutcomes = components['schemas']['HeartbeatOutcomes'];
export type HeartbeatsBody = components['schemas']['HeartbeatsBody'];
export type Job = components['schemas']['Job'];
export type JobEndpoint = components['schemas']['JobEndpoint'];
export type JobEndpointInput = components['schemas']['JobEndpointInput'];
export type JobHealth = components['schemas']['JobHealth'];
export type JobIds = components['schemas']['JobIds'];
export type JobInput = components['schemas']['JobInput'];
export type JobInputs = components['schemas']['JobInputs'];
export type JobPage = components['schemas']['JobPage'];
export type JobPatch = components['schemas']['JobPatch'];
export type JobPause = components['schemas']['JobPause'];
export type JobProblem = components['schemas']['JobProblem'];
export type JobQueue = components['schemas']['JobQueue'];
export type JobSchedule = components['schemas']['JobSchedule'];
export type JobSettings = components['schemas']['JobSettings'];
export type LastCheckpoint = components['schemas']['LastCheckpoint'];
export type LogBody = components['schemas']['LogBody'];
export type MemoryBody = components['schemas']['MemoryBody'];
export type MemoryEntry = components['schemas']['MemoryEntry'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type NewWebhookSubscription = components['schemas']['NewWebhookSubscription'];
export type NextClaim = components['schemas']['NextClaim'];
export type Nothing = components['schemas']['Nothing'];
export type NothingList = components['schemas']['NothingList'];
export type Output = components['schemas']['Output'];
export type OutputBody = components['schemas']['OutputBody'];
export type OutputPage = components['schemas']['OutputPage'];
export type ProgressBody = components['schemas']['ProgressBody'];
export type Project = components['schemas']['Project'];
export type ProjectInput = components['schemas']['ProjectInput'];
export type ProjectPage = components['schemas']['ProjectPage'];
export type ProjectPatch = components['schemas']['ProjectPatch'];
export type PurgeEventsBody = components['schemas']['PurgeEventsBody'];
export type PurgedEvents = components['schemas']['PurgedEvents'];
export type QueuedDeadLetters = components['schemas']['QueuedDeadLetters'];
export type QueuedKey = components['schemas']['QueuedKey'];
export type ReadWebhookDelivery = components['schemas']['ReadWebhookDelivery'];
export type ReplayOutcome = components['schemas']['ReplayOutcome'];
export type ReplayOutcomes = components['schemas']['ReplayOutcomes'];
export type Reschedule = components['schemas']['Reschedule'];
export type ResourceSample = components['schemas']['ResourceSample'];
export type ResourceSnapshotBody = components['schemas']['ResourceSnapshotBody'];
export type ResourcesBody = components['schemas']['ResourcesBody'];
export type RotatedApiKey = components['schemas']['RotatedApiKey'];
export type RotatedWebhookSecret = components['schemas']['RotatedWebhookSecret'];
export type Run = components['schemas']['Run'];
export type RunCounts = components['schemas']['RunCounts'];
export type RunEvent = components['schemas']['RunEvent'];
export type RunEventPage = components['schemas']['RunEventPage'];
export type RunFilter = components['schemas']['RunFilter'];
export type RunIds = components['schemas']['RunIds'];
export type RunPage = components['schemas']['RunPage'];
export type RunProgress = components['schemas']['RunProgress'];
export type RunRequest = components['schemas']['RunRequest'];
export type RunStatus = components['schemas']['RunStatus'];
export type SendEventBody = components['schemas']['SendEventBody'];
export type SentEvents = components['schemas']['SentEvents'];
export type SkippedRun = components['schemas']['SkippedRun'];
export type SlowScripts = components['schemas']['SlowScripts'];
export type SpawnBody = components['schemas']['SpawnBody'];
export type SpawnedRun = components['schemas']['SpawnedRun'];
export type SseToken = components['schemas']['SseToken'];
export type StateBody = components['schemas']['StateBody'];
export type StateEntry = components['schemas']['StateEntry'];
export type StatsPoint = components['schemas']['StatsPoint'];
export type StatsSeries = components['schemas']['StatsSeries'];
export type StreamBody = components['schemas']['StreamBody'];
export type System = components['schemas']['System'];
export type SystemCheck = components['schemas']['SystemCheck'];
export type SystemProcess = components['schemas']['SystemProcess'];
export type ToolCall = components['schemas']['ToolCall'];
export type ToolCallBody = components['schemas']['ToolCallBody'];
export type ToolCallPage = components['schemas']['ToolCallPage'];
export type TriggerBody = components['schemas']['TriggerBody'];
export type TriggeredRun = components['schemas']['TriggeredRun'];
export type UpdatedJobs = components['schemas']['UpdatedJobs'];
export type UsageAmounts = components['schemas']['UsageAmounts'];
export type UsageBody = components['schemas']['UsageBody'];
export type UsageRecord = components['schemas']['UsageRecord'];
export type UsageRecordPage = components['schemas']['UsageRecordPage'];
export type UsageTotals = components['schemas']['UsageTotals'];
export type Wait = components['schemas']['Wait'];
export type WaitForEventBody = components['schemas']['WaitForEventBody'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type WebhookDeliveryPage = components['schemas']['WebhookDeliveryPage'];
export type WebhookSecretRotation = components['schemas']['WebhookSecretRotation'];
export type WebhookSubscription = components['schemas']['WebhookSubscription'];
export type WebhookSubscriptionInput = components['schemas']['WebhookSubscriptionInput'];
export type WebhookSubscriptionList = components['schemas']['WebhookSubscriptionList'];
export type WebhookSubscriptionPatch = components['schemas']['WebhookSubscriptionPatch'];
export type WebhookTestBody = components['schemas']['WebhookTestBody'];
export type Worker = components['schemas']['Worker'];
export type WorkerPage = components['schemas']['WorkerPage'];
export type WorkerTask = components['schemas']['WorkerTask'];
export type WorkerTaskPage = components['schemas']['WorkerTaskPage'];
export interface operations {
    appendLog: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["LogBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["RunEvent"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    reportProgress: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["ProgressBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["RunEvent"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    heartbeat: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Acknowledgement"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    appendChunk: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["StreamBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Acknowledgement"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    heartbeatRuns: {
        requestBody: {
            content: { "application/json": components["schemas"]["HeartbeatsBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["HeartbeatOutcomes"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    annotateRun: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["AnnotateBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readCheckpoint: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Checkpoint"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    writeCheckpoint: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["CheckpointBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Checkpoint"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    recordUsage: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["UsageBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["UsageRecord"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    recordToolCall: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["ToolCallBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["ToolCall"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    writeOutput: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["OutputBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Output"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listState: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["StateEntry"][] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    writeState: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["StateBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["StateEntry"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    recordResources: {
        parameters: {
            path: { runID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["ResourcesBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Acknowledgement"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    recordResourceSnapshot: {
        parameters: {
            path: { runID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["ResourceSnapshotBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["ResourceSample"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readState: {
        parameters: {
            path: {
                runID: string;
                key: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["StateEntry"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    deleteState: {
        parameters: {
            path: {
                runID: string;
                key: string;
            };
        };
        responses: {
            204: {
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readPayload: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": unknown };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    completeRun: {
        parameters: {
            path: { runID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["CompleteBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EndedRun"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    failRun: {
        parameters: {
            path: { runID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["FailBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EndedRun"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    spawnRun: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["SpawnBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["SpawnedRun"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    continueRun: {
        parameters: {
            path: { runID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["ContinueBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    waitForEvent: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["WaitForEventBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Wait"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    applyBatch: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["BatchBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["BatchResults"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readMemory: {
        parameters: {
            path: {
                runID: string;
                key: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["MemoryEntry"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    writeMemory: {
        parameters: {
            path: {
                runID: string;
                key: string;
            };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["MemoryBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["MemoryEntry"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    deleteMemory: {
        parameters: {
            path: {
                runID: string;
                key: string;
            };
        };
        responses: {
            204: {
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listMemory: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["MemoryEntry"][] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["JobPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    createJob: {
        requestBody: {
            content: { "application/json": components["schemas"]["JobInput"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Job"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getJob: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Job"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    deleteJob: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            204: {
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    updateJob: {
        parameters: {
            path: { jobID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["JobPatch"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Job"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    pauseJob: {
        parameters: {
            path: { jobID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["JobPause"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Job"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    resumeJob: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Job"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    createJobs: {
        requestBody: {
            content: { "application/json": components["schemas"]["JobInputs"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["CreatedJobs"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    enableJobs: {
        requestBody: {
            content: { "application/json": components["schemas"]["JobIds"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["UpdatedJobs"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    disableJobs: {
        requestBody: {
            content: { "application/json": components["schemas"]["JobIds"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["UpdatedJobs"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    setJobEndpoint: {
        parameters: {
            path: { jobID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["JobEndpointInput"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["JobEndpoint"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    verifyJobEndpoint: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["CallOutcome"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getJobHealth: {
        parameters: {
            query?: { window?: string };
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["JobHealth"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getJobSchedule: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["JobSchedule"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getJobQueue: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["JobQueue"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    triggerRun: {
        parameters: {
            path: { jobID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["TriggerBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["TriggeredRun"] | components["schemas"]["DryRun"] };
            };
            201: {
                content: { "application/json": components["schemas"]["TriggeredRun"] | components["schemas"]["FlushedBatch"] | components["schemas"]["DebouncedTrigger"] | components["schemas"]["BufferedTrigger"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    triggerRuns: {
        parameters: {
            path: { jobID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["BulkTriggerBody"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["BulkTriggered"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listBatchOperations: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["BatchOperationPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getBatchOperation: {
        parameters: {
            path: { batchID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["BatchOperation"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["FoundRunPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getRun: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    cancelRun: {
        parameters: {
            query?: {
                grace_secs?: string;
                reason?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listChildren: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RunPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listContinuations: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RunPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    pauseRun: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    resumeRun: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    restartRun: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    replayRun: {
        parameters: {
            query?: { from_checkpoint?: string };
            path: { runID: string };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    replayDeadLetter: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    rescheduleRun: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["Reschedule"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Run"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    setRunDebugMode: {
        parameters: {
            path: { runID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["DebugMode"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ChangedRun"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    resetIdempotencyKey: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ChangedRun"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    bulkCancelRuns: {
        requestBody: {
            content: { "application/json": components["schemas"]["RunIds"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["CancelOutcomes"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    bulkCancelAllRuns: {
        requestBody: {
            content: { "application/json": components["schemas"]["RunFilter"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["CanceledRuns"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    bulkReplayRuns: {
        requestBody: {
            content: { "application/json": components["schemas"]["RunIds"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ReplayOutcomes"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    bulkReplayDeadLetters: {
        requestBody: {
            content: { "application/json": components["schemas"]["DeadLetters"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["QueuedDeadLetters"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RunPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listLineage: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RunPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getDependencyStatus: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["DependencyStatus"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getDebugBundle: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["DebugBundle"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getStats: {
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RunCounts"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getStatsSeries: {
        parameters: {
            query?: { span?: "1h" | "1d" };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["StatsSeries"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getExecutorStats: {
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ExecutorStats"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["CheckpointPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listUsage: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["UsageRecordPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listToolCalls: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ToolCallPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listChunks: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ChunkPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RunEventPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listOutputs: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["OutputPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listRunState: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["StateEntry"][] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                limit?: string;
            };
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ResourceSample"][] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getUsageTotals: {
        parameters: {
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["UsageTotals"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listJobMemory: {
        parameters: {
            path: { jobID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["MemoryEntry"][] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    sendEvent: {
        parameters: {
            path: { eventKey: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["SendEventBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EventTrigger"] };
            };
            202: {
                content: { "application/json": components["schemas"]["BufferedEvent"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    sendEventToPrefix: {
        parameters: {
            path: { prefix: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["SendEventBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["SentEvents"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                status?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EventTriggerPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getEvent: {
        parameters: {
            path: { eventKey: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EventTrigger"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    cancelEvent: {
        parameters: {
            path: { eventKey: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EventTrigger"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getEventStats: {
        responses: {
            200: {
                content: { "application/json": components["schemas"]["EventStats"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    purgeEvents: {
        requestBody: {
            content: { "application/json": components["schemas"]["PurgeEventsBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["PurgedEvents"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    createSseToken: {
        responses: {
            201: {
                content: { "application/json": components["schemas"]["SseToken"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    claimRuns: {
        requestBody: {
            content: { "application/json": components["schemas"]["ClaimBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ClaimedRuns"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listWebhookSubscriptions: {
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WebhookSubscriptionList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    createWebhookSubscription: {
        requestBody: {
            content: { "application/json": components["schemas"]["WebhookSubscriptionInput"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["NewWebhookSubscription"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getWebhookSubscription: {
        parameters: {
            path: { subscriptionID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WebhookSubscription"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    deleteWebhookSubscription: {
        parameters: {
            path: { subscriptionID: string };
        };
        responses: {
            204: {
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    updateWebhookSubscription: {
        parameters: {
            path: { subscriptionID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["WebhookSubscriptionPatch"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WebhookSubscription"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            path: { subscriptionID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["WebhookSecretRotation"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["RotatedWebhookSecret"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    testWebhook: {
        requestBody: {
            content: { "application/json": components["schemas"]["WebhookTestBody"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["CallOutcome"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                status?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WebhookDeliveryPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getWebhookDelivery: {
        parameters: {
            path: { deliveryID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ReadWebhookDelivery"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    retryWebhookDelivery: {
        parameters: {
            path: { deliveryID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WebhookDelivery"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    replayWebhookDelivery: {
        parameters: {
            path: { deliveryID: string };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["WebhookDelivery"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listWorkers: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WorkerPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getWorker: {
        parameters: {
            path: { workerID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Worker"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    disconnectWorker: {
        parameters: {
            path: { workerID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["DisconnectedWorker"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listWorkerTasks: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
            path: { workerID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["WorkerTaskPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ApiKeyPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    createApiKey: {
        requestBody: {
            content: { "application/json": components["schemas"]["ApiKeyInput"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["NewApiKey"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listExpiringApiKeys: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                days?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ApiKeyPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    rotateApiKey: {
        parameters: {
            path: { keyID: string };
        };
        requestBody?: {
            content: { "application/json": components["schemas"]["ApiKeyRotation"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["RotatedApiKey"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    revokeApiKey: {
        parameters: {
            path: { keyID: string };
        };
        responses: {
            204: {
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getCaller: {
        responses: {
            200: {
                content: { "application/json": components["schemas"]["CallerInfo"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["ProjectPage"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    createProject: {
        requestBody: {
            content: { "application/json": components["schemas"]["ProjectInput"] };
        };
        responses: {
            201: {
                content: { "application/json": components["schemas"]["Project"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getProject: {
        parameters: {
            path: { projectID: string };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Project"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    deleteProject: {
        parameters: {
            path: { projectID: string };
        };
        responses: {
            204: {
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    updateProject: {
        parameters: {
            path: { projectID: string };
        };
        requestBody: {
            content: { "application/json": components["schemas"]["ProjectPatch"] };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["Project"] };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    getSystem: {
        responses: {
            200: {
                content: { "application/json": components["schemas"]["System"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listWorkflows: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listWorkflowRuns: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listEnvironments: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listJobGroups: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listSecrets: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listEventSources: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listNotificationChannels: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listLogDrains: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
            };
        };
        responses: {
            200: {
                content: { "application/json": components["schemas"]["NothingList"] };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "text/event-stream": string };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "text/event-stream": string };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
            path: { runID: string };
        };
        responses: {
            200: {
                content: { "text/event-stream": string };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    followEvent: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
            };
            path: { eventKey: string };
        };
        responses: {
            200: {
                content: { "text/event-stream": string };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    followActivity: {
        parameters: {
            query?: {
                last_event_id?: string;
                from?: "beginning" | "now";
                token?: string;
            };
            path: { projectID: string };
        };
        responses: {
            200: {
                content: { "text/event-stream": string };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            422: components["responses"]["UnprocessableContent"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
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
            path: { runID: string };
        };
        responses: {
            101: {
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            422: components["responses"]["UnprocessableContent"];
            426: components["responses"]["UpgradeRequired"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
}
