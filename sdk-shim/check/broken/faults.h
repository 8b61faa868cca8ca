/* The faults that faulty.c can have, each a plugin of its own. The comment names the test that has to find
 * it, and after it those that may find it as well; "any" where the fault is undefined behaviour. */
#ifndef FAULTS_H
#define FAULTS_H

enum fault {
    FAULT_none,
    FAULT_exports_more,        /* exported-symbols */
    FAULT_wrong_major,         /* library-loads */
    FAULT_null_member,         /* library-loads */
    FAULT_other_version,       /* library-loads */
    FAULT_entry_opens,         /* entry-quiet */
    FAULT_read_only_unknown,   /* manifest-matches-binary */
    FAULT_no_thing_model,      /* manifest-thing-model, by its manifest */
    FAULT_unknown_term,        /* manifest-vocabulary, by its manifest */
    FAULT_bad_reference,       /* manifest-readable, by its manifest */
    FAULT_init_once,           /* init-deinit-pairs */
    FAULT_left_over,           /* devices-left-over */
    FAULT_left_over_at_work,   /* devices-left-over */
    FAULT_host_unchecked,      /* host-table-truncated */
    FAULT_options_unchecked,   /* options-truncated */
    FAULT_longer_refused,      /* structs-longer */
    FAULT_longer_refused_at_work, /* structs-longer */
    FAULT_any_token,           /* unknown-ids */
    FAULT_null_device,         /* arguments-null */
    FAULT_null_text,           /* arguments-null */
    FAULT_empty_config,        /* arguments-empty */
    FAULT_repeats_name,        /* arguments-huge */
    FAULT_takes_any_bytes,     /* arguments-invalid-utf8 */
    FAULT_stop_once,           /* lifecycle-orders */
    FAULT_reconfigures_running_only, /* lifecycle-orders */
    FAULT_busy_when_stopped,   /* not-started */
    FAULT_takes_list,          /* config-no-object */
    FAULT_config_internal,     /* config-fuzz */
    FAULT_ready_anyway,        /* config-fuzz */
    FAULT_takes_any_key,       /* config-anew, config-fuzz */
    FAULT_overlap,             /* callbacks-serial, stop-completes */
    FAULT_unserialised,        /* reentry-any, invoke-storm, cancel-any-moment, stop-waits, token-reuse, revisions-rise, callbacks-serial, snapshot-equals-batches, stop-completes, completions-once, no-lock-in-callbacks, reentry-ctl, stopped-last, health-first, instances-apart */
    FAULT_late_event,          /* quiet-when-stopped */
    FAULT_batch_first,         /* health-first */
    FAULT_ready_last,          /* stopped-last, stop-completes, invoke-storm, reentry-any, cancel-any-moment */
    FAULT_stop_hurries,        /* stop-waits, invoke-storm */
    FAULT_revision_gap,        /* revisions-rise, stop-completes, invoke-storm, reentry-any, cancel-any-moment */
    FAULT_twice_in_batch,      /* batches-well-formed */
    FAULT_snapshot_short,      /* snapshot-complete */
    FAULT_snapshot_other,      /* snapshot-equals-batches, invoke-storm, reentry-any, cancel-any-moment, stop-completes */
    FAULT_broken_json,         /* values-well-formed, stop-completes */
    FAULT_out_of_bounds,       /* values-fit-manifest, stop-completes */
    FAULT_unknown_event,       /* events-fit-manifest */
    FAULT_other_result,        /* results-fit-manifest */
    FAULT_text_bytes,          /* texts-are-utf8 */
    FAULT_unknown_status,      /* codes-are-known */
    FAULT_silent_refusal,      /* refusals-say-why */
    FAULT_store_in_write,      /* services-not-from-any */
    FAULT_speaks_late,         /* services-within-instance, any: the host's table may have gone by then */
    FAULT_keeps_lock,          /* locks-released */
    FAULT_completes_twice,     /* completions-once, stop-completes */
    FAULT_forgets_token,       /* stop-completes */
    FAULT_swallows_token,      /* token-reuse */
    FAULT_takes_token_twice,   /* token-reuse */
    FAULT_cancel_busy,         /* cancel-any-moment */
    FAULT_refuses_good,        /* actions-valid */
    FAULT_takes_missing,       /* actions-missing-parameter */
    FAULT_takes_surplus,       /* actions-extra-parameter */
    FAULT_wrong_reason,        /* actions-wrong-type */
    FAULT_takes_out_of_range,  /* actions-out-of-range */
    FAULT_write_clamps,        /* writes */
    FAULT_loses_in_crowd,      /* invoke-storm */
    FAULT_no_snapshot_inside,  /* reentry-any */
    FAULT_reconfigures_inside, /* reentry-ctl */
    FAULT_deinit_inside,       /* reentry-ctl */
    FAULT_locks_callbacks,     /* no-lock-in-callbacks */
    FAULT_newest_hears_all,    /* instances-apart */
    FAULT_logs_secret,         /* canary-secret */
    FAULT_prints_secret,       /* canary-secret */
    FAULT_refuses_with_secret, /* canary-secret */
    FAULT_needs_store,         /* stores-failing */
    FAULT_locks_store,         /* stores-slow */
    FAULT_believes_store,      /* stores-corrupt */
    FAULT_stop_reads,          /* stop-bounded */
    FAULT_exit_aborts,         /* exit-without-stop */
    FAULT_exit_inside_aborts,  /* exit-without-stop */
    FAULT_leaks_memory,        /* load-unload */
    FAULT_leaks_command,       /* load-unload */
    FAULT_leaks_descriptor,    /* load-unload */
    FAULT_leaks_thread,        /* load-unload */
    FAULT_stays_mapped         /* load-unload */
};

/* True in the plugin that was compiled to have this fault. */
#define HAS(name) (FAULT == FAULT_##name)

#endif
