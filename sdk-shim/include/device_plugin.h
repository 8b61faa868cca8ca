/*
 * device_plugin.h - the door between a control host and a device plugin.
 *
 * A plugin is a shared library that drives one type of device. It exports one symbol, dp_entry_v1, and is
 * described by a manifest.json beside it, which a host reads without loading code. Everything else goes
 * through the tables in this header, in plain C, so that host and plugin may be built by different compilers,
 * years apart.
 *
 * Reading order for a host: dp_entry_v1, dp_plugin, dp_host, dp_device_callbacks. A plugin author reads the
 * same from the other side. sdk-shim/README.md walks both through their first program.
 *
 * Status: open to change until the first stable release of the ABI; dp_plugin.abi_minor tells.
 *
 * Threads. Each function carries a tag:
 *   [ctl]    called by the host, never two at a time for one device (for one instance where it takes an
 *            instance). May take as long as its comment says. Reason: the life of a device then needs no
 *            locking against itself.
 *   [any]    may be called from any thread, at once with every other function of the same device. Never
 *            blocks: no I/O, no waiting for a lock that another thread holds during I/O or during a call to
 *            the host. Reason: a panel's thread calls these, and one plugin that waits for a network would
 *            stop every panel.
 *   [worker] offered by the host to the plugin; may block on storage. A plugin calls it from a thread of its
 *            own or from a [ctl] function, never from inside an [any] function, which would block with it.
 *   [serial] called by the plugin into the host; calls that carry the same device never overlap and arrive in
 *            the order in which they were made. The host returns soon and never blocks in it. The plugin
 *            holds no lock while it calls, so the host may call [any] functions from inside. Reason: a host
 *            that sees revision 8 before 7 shows the past, and a plugin that calls with its lock held
 *            deadlocks with the first host that asks for a snapshot in return.
 * A function that is called on a thread it does not expect answers DP_WRONG_STATE where it has a status. The
 * [ctl] functions of a device are refused so from inside a callback of that device: stop() would wait for the
 * very callback it was called from.
 *
 * Lifetime. Every pointer handed to a function, in either direction, is borrowed for the length of that call;
 * who wants to keep what it points to copies it. Nothing is allocated on one side and freed on the other:
 * output goes through sinks. Reason: the two sides may have different heaps. Exceptions are the tables
 * themselves (dp_plugin, dp_host, dp_device_callbacks and what extension() returns) and the handles, whose
 * lifetimes are stated with them.
 *
 * Pointers. A null handle, or a null pointer where nothing says that it may be null, gives DP_BAD_ARGUMENT
 * where the function has a status, and nothing happens otherwise. A `const dp_text_sink*` may always be null:
 * nobody wants the sentence. An array may be null when its count is 0. A handle that was ended already is not
 * told apart from a good one: that is the caller's fault and has no defined outcome.
 *
 * Growth. What may change, and how a reader copes:
 *   - Structs that begin with `size` grow at the end only. The side that fills one writes sizeof of the
 *     struct it was compiled with; the side that reads it tests with DP_HAS (DP_HAS_SIZE where the member is
 *     no pointer) before it touches one that is not in abi_minor 0, and passes over what lies beyond the struct that it knows.
 *   - A struct that is shorter than its abi_minor 0 form is refused with DP_BAD_ARGUMENT or DP_UNSUPPORTED
 *     before anything behind `size` is read: it was made by a program that is broken, and reading on crashes
 *     here.
 *   - Structs without `size` travel in arrays or in one another and never change.
 *   - `reserved` members are 0 and not looked at, so that they can get a meaning later.
 *   - Enumerations grow at the end. A receiver treats a status it does not know as DP_INTERNAL, a health as
 *     DP_HEALTH_FAILED, a type as DP_TYPE_NULL, a log level as DP_LOG_ERROR.
 *   - DP_ABI_MINOR rises by one with each addition to this header. A host takes plugins of every minor, a
 *     plugin takes hosts of every minor; what a plugin cannot do without it states as dp:abi/min_minor in its
 *     manifest.
 *   - What cannot be done so gets a new entry symbol and a new major. A library may export several.
 *   - Everything optional that comes later is an extension with a string id, "vendor.name/1". An extension's
 *     table begins with `size` and grows like the others; an incompatible one gets another number. dp.* ids
 *     are this header's.
 *
 * Errors. Functions that can fail return a dp_status as int32_t. Whoever refuses says why: a sentence for a
 * person goes through `error` with every status but DP_OK. A refused call has changed nothing. No exception
 * and no longjmp crosses this door; each side catches all of its own, because the other may be another
 * language.
 *
 * Text is UTF-8, given as pointer and length, not terminated. An empty text may have a null pointer; a text
 * with a null pointer and a length is DP_BAD_ARGUMENT and never read. Text
 * from the other side is not trusted: ids that are not UTF-8 are unknown ids, values that are not are
 * DP_BAD_ARGUMENT or are taken as bytes, and nobody passes on what is not UTF-8.
 *
 * Exit. A host that ends calls stop(), destroy() and deinit() first. One that ends by exit() without leaves
 * its services in place to the end, and the process has to end well all the same, from whatever thread and
 * whatever is going on: a plugin whose threads use what exit() takes away ends them in an atexit() handler of
 * its own, without callbacks, in no more time than deinit() may take, and never in the destructor of a static
 * object, which runs when what they use has gone.
 */
#ifndef DEVICE_PLUGIN_H
#define DEVICE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DP_ABI_MAJOR 1u
#define DP_ABI_MINOR 0u

/* The name of the one exported symbol, for dlsym(). The major version is part of it, so that a library of
 * another major version is told apart by name and never called. */
#define DP_ENTRY_SYMBOL "dp_entry_v1"

#if defined(_WIN32)
#define DP_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define DP_EXPORT __attribute__((visibility("default")))
#else
#define DP_EXPORT
#endif

/* DP_HAS_SIZE: true when *(ptr) is large enough to hold `member`. DP_HAS: the same, and the member, which is a
 * pointer, is not null. Both tests are needed: hosts have crashed by calling address 0 through a table that was
 * long enough but not filled. */
#ifdef __cplusplus
#define DP_HAS_SIZE(ptr, member)                                                                             \
    (static_cast<size_t>(reinterpret_cast<const char*>(&(ptr)->member) -                                     \
                         reinterpret_cast<const char*>(ptr)) +                                               \
         sizeof((ptr)->member) <=                                                                            \
     static_cast<size_t>((ptr)->size))
#define DP_HAS(ptr, member) (DP_HAS_SIZE(ptr, member) && (ptr)->member != nullptr)
#else
#define DP_HAS_SIZE(ptr, member)                                                                             \
    ((size_t)((const char*)&(ptr)->member - (const char*)(ptr)) + sizeof((ptr)->member) <=                   \
     (size_t)(ptr)->size)
#define DP_HAS(ptr, member) (DP_HAS_SIZE(ptr, member) && (ptr)->member != NULL)
#endif

/* ---- Values ------------------------------------------------------------------------------------------- */

typedef struct dp_string {
    const char* data; /* may be null when size is 0 */
    uint64_t size;    /* bytes */
} dp_string;

/* What a dp_value holds. Null means "not known" and is never the empty string, 0 or false. */
enum {
    DP_TYPE_NULL = 0,
    DP_TYPE_BOOL = 1,   /* as.boolean, 0 or 1 */
    DP_TYPE_INT = 2,    /* as.integer */
    DP_TYPE_DOUBLE = 3, /* as.number, never NaN or infinite */
    DP_TYPE_STRING = 4, /* as.string */
    DP_TYPE_JSON = 5    /* as.string: one complete JSON text (RFC 8259), used for arrays and objects */
};

/* Travels in arrays, so it never changes. A receiver treats a type it does not know as null. An integer where
 * the manifest says "number" and a whole double where it says "integer" mean what they say: some hosts know
 * one kind of number only. */
typedef struct dp_value {
    int32_t type;     /* DP_TYPE_... */
    int32_t reserved; /* 0 */
    union {
        int32_t boolean;
        int64_t integer;
        double number;
        dp_string string;
    } as;
} dp_value;

/* A property, a parameter or an item of an event's data. Names are the manifest's ids. */
typedef struct dp_named_value {
    dp_string name;
    dp_value value;
} dp_named_value;

/* Takes one text. `write` is called at most once, on the calling thread, before the function it was handed to
 * returns; the text is borrowed until `write` returns. */
typedef struct dp_text_sink {
    void* context;
    void (*write)(void* context, dp_string text);
} dp_text_sink;

/* ---- Status, health, levels --------------------------------------------------------------------------- */

/* Outcome of a call or of an action. New codes may be appended: treat an unknown one as DP_INTERNAL. */
enum {
    DP_OK = 0,
    DP_BAD_ARGUMENT = 1, /* malformed: null, bad JSON, bad UTF-8, missing or surplus parameter */
    DP_UNKNOWN_ID = 2,   /* no such property, action, key or token */
    DP_WRONG_TYPE = 3,   /* a value of another type than the manifest says */
    DP_OUT_OF_RANGE = 4, /* right type, outside its bounds */
    DP_WRONG_STATE = 5,  /* not now: not started, already started, or called from inside a callback */
    DP_UNSUPPORTED = 6,  /* known, but not offered here: read-only property, capability absent */
    DP_BUSY = 7,         /* try again: a queue is full, a lock was not had in time */
    DP_CANCELED = 8,     /* by cancel(), by stop(), or because a newer command took its place */
    DP_TIMEOUT = 9,      /* the time limit ran out before the outcome was known */
    DP_OFFLINE = 10,     /* the device or service cannot be reached */
    DP_SIGN_IN_NEEDED = 11,
    DP_FORBIDDEN = 12,    /* the service refuses it */
    DP_RATE_LIMITED = 13, /* the service asked to wait; nothing was sent */
    DP_NO_TARGET = 14,    /* nothing there to act on */
    DP_REMOTE = 15,       /* the service failed or gave an answer that makes no sense */
    DP_STORAGE = 16,      /* the host's store could not be read or written */
    DP_INTERNAL = 17      /* a fault of the plugin or of the host */
};

/* How a device is. Its `cause` is a short id for machines, its `text` a sentence that tells a person what to
 * do. */
enum {
    DP_HEALTH_STOPPED = 0,
    DP_HEALTH_CONNECTING = 1,
    DP_HEALTH_READY = 2,
    DP_HEALTH_DEGRADED = 3, /* passing trouble; the plugin recovers by itself */
    DP_HEALTH_BAD_CONFIG = 4,
    DP_HEALTH_SIGN_IN_REQUIRED = 5,
    DP_HEALTH_FAILED = 6 /* lasting trouble; a person has to act */
};

enum { DP_LOG_DEBUG = 0, DP_LOG_INFO = 1, DP_LOG_WARNING = 2, DP_LOG_ERROR = 3 };

/* ---- Handles ------------------------------------------------------------------------------------------ */

/* Opaque: only the side that made one looks inside. */
typedef struct dp_instance dp_instance; /* the plugin's: from init() to deinit() */
typedef struct dp_device
    dp_device; /* the plugin's: from create() to destroy(), or deinit() of its instance */

typedef struct dp_host_handle dp_host_handle; /* the host's: valid until deinit() of the instance returned */
typedef struct dp_device_handle dp_device_handle; /* the host's: valid until stop() or destroy() returned */

/* ---- What the host offers ----------------------------------------------------------------------------- */

/*
 * The services belong to one instance and are valid from init() until its deinit() has returned; the plugin
 * may keep the pointer for that long. Keys are 1 to 200 characters of A-Z a-z 0-9 . _ - and /, neither
 * beginning nor ending with / and without an empty, "." or ".." segment; others give DP_BAD_ARGUMENT, so that
 * a key can be a file's name on any system. Each plugin has a space of keys of its own. All functions may be
 * called from several threads at once. None of the members of abi_minor 0 is null but extension, which may
 * be.
 */
typedef struct dp_host {
    uint32_t size;
    uint32_t abi_minor; /* the host's DP_ABI_MINOR */
    dp_host_handle* handle;
    dp_string name;    /* of the host, for logs and diagnostics */
    dp_string version; /* of the host */

    /* [any] One line for the installer, without an end of line. Never a secret in it: logs are sent around by
     * mail. `category` is a short id such as "auth". */
    void (*log)(dp_host_handle* host, int32_t level, dp_string category, dp_string text);

    /*
     * [worker] Secrets: tokens and keys, kept apart from config. put and remove are atomic (a reader sees the
     * old or the new value, whole) and durable (on storage that survives a power cut) when they return DP_OK.
     * When put fails with DP_STORAGE the old value stands. get of an absent key gives DP_UNKNOWN_ID and
     * writes nothing; remove of an absent key is DP_OK. Values are bytes, up to 64 KiB; a longer one gives
     * DP_OUT_OF_RANGE. Durable before DP_OK, because a token that may be used once is lost with the power
     * otherwise.
     */
    int32_t (*secret_get)(dp_host_handle* host, dp_string key, const dp_text_sink* value);
    int32_t (*secret_put)(dp_host_handle* host, dp_string key, dp_string value);
    int32_t (*secret_remove)(dp_host_handle* host, dp_string key);

    /*
     * [worker] A lock named by `key`, held across processes that share the store, so that two of them do not
     * both use up a token that may be used once. Waits up to timeout_ms (0: try once), then gives DP_BUSY. It
     * guards nothing by itself and ends with secret_unlock() or with the process. Not recursive: a second
     * lock of the same key waits, whoever holds the first. On DP_OK *lock is set; it is never 0.
     */
    int32_t (*secret_lock)(dp_host_handle* host, dp_string key, uint32_t timeout_ms, uint64_t* lock);
    void (*secret_unlock)(dp_host_handle* host, uint64_t lock);

    /* [worker] State: what a plugin wants to find again after a restart and that is no secret. Same promises.
     */
    int32_t (*state_get)(dp_host_handle* host, dp_string key, const dp_text_sink* value);
    int32_t (*state_put)(dp_host_handle* host, dp_string key, dp_string value);
    int32_t (*state_remove)(dp_host_handle* host, dp_string key);

    /* [any] May be null. The host's side of an extension, or null where it has none of that id. The table is
     * valid until deinit() has returned. */
    const void* (*extension)(dp_host_handle* host, dp_string id);
} dp_host;

/*
 * Where a device reports. Table and handle are valid from create() until destroy() has returned. Calls are
 * made between the moment start() is entered and the moment stop() returns, and at no other time: a host
 * frees what its callbacks use when stop() has returned, and a later call would crash it. Any thread of the
 * plugin's may call, and the host's own thread inside a function of this device.
 */
typedef struct dp_device_callbacks {
    uint32_t size;

    /*
     * [serial] What differs since the last batch, one batch per observation, at least one value, no property
     * twice. `revision` is one more than that of the batch before, over the whole life of the device, the
     * first is 1. So snapshot() equals all batches up to its revision, folded, and a host that lost one knows
     * it. Values have the type and keep the bounds that the manifest states, or are null, as may members of
     * objects in JSON. */
    void (*properties_changed)(dp_device_handle* device, uint64_t revision, const dp_named_value* changed,
                               uint32_t count);

    /* [serial] Something happened that is not a state. `name` and data are the manifest's. */
    void (*event)(dp_device_handle* device, dp_string name, const dp_named_value* data, uint32_t count);

    /* [serial] The first call after start(), and then whenever health, cause or text change;
     * DP_HEALTH_STOPPED is the last one before stop() returns. `cause` is never empty ("ok" when all is
     * well). */
    void (*health_changed)(dp_device_handle* device, int32_t health, dp_string cause, dp_string text);

    /*
     * [serial] The outcome of an accepted invoke() or write(): exactly one for each, perhaps before that call
     * has returned. `text` is a sentence for a person, empty when there is nothing to say. `result` is never
     * null; its type is DP_TYPE_NULL where the action has no result. Never with a token that was refused, nor
     * twice: a panel would answer the wrong press.
     */
    void (*completed)(dp_device_handle* device, uint64_t token, int32_t status, dp_string text,
                      const dp_value* result);
} dp_device_callbacks;

/* ---- What the plugin offers --------------------------------------------------------------------------- */

typedef struct dp_device_options {
    uint32_t size;
    uint32_t reserved;        /* 0 */
    dp_string id;             /* the host's name for the device; unique within the instance */
    dp_string config;         /* a JSON object; a host checks it against dp:config first, a plugin again */
    dp_device_handle* handle; /* handed back with each callback; never looked into */
    const dp_device_callbacks* callbacks; /* kept by the plugin until destroy() */
} dp_device_options;

/* Takes a snapshot: called exactly once, before snapshot() returns DP_OK. */
typedef struct dp_snapshot_sink {
    void* context;
    void (*write)(void* context, uint64_t revision, const dp_named_value* values, uint32_t count);
} dp_snapshot_sink;

/* Constant data, valid as long as the library is loaded. */
typedef struct dp_plugin {
    uint32_t size;
    uint32_t abi_major; /* DP_ABI_MAJOR; a host refuses another one */
    uint32_t abi_minor; /* DP_ABI_MINOR the plugin was compiled with; a host takes any */
    uint32_t reserved;  /* 0 */
    dp_string type_id;  /* equals dp:type in the manifest */
    dp_string version;

    /*
     * [ctl] Begins an instance. Several may live in one process, each with services of its own, because two
     * hosts may share it without knowing of each other; each init() that returned DP_OK is paired with one
     * deinit(). The `host` table stays valid until then and may be kept. Starts no device and asks no
     * network. On failure *instance is untouched and `error` gets a sentence.
     */
    int32_t (*init)(const dp_host* host, dp_instance** instance, const dp_text_sink* error);

    /* [ctl] Ends an instance. Legal in every state: devices left over are stopped and destroyed first. All
     * threads of the plugin that serve this instance alone are joined when it returns, and after the last
     * deinit() of the process all of them: the host may close the library next, and a thread that runs on
     * would run on unmapped memory. Locks of the secret store are let go of. As quick as stop(), unless
     * something is under way that must not be cut off (the renewal of a sign-in, whose answer may be the only
     * one: 15 s at most). From inside a callback of one of its devices it does nothing. */
    void (*deinit)(dp_instance* instance);

    /*
     * [ctl] Makes a device, stopped. No I/O, no callback. A config that is not a JSON object gives
     * DP_BAD_ARGUMENT and a sentence through `error`; whatever else is wrong with it is reported by start()
     * as DP_HEALTH_BAD_CONFIG, so that a panel can show it. On failure *device is untouched.
     */
    int32_t (*create)(dp_instance* instance, const dp_device_options* options, dp_device** device,
                      const dp_text_sink* error);

    /* [ctl] Begins work and returns at once; what follows arrives by callback, health first. A config that
     * cannot work is no failure of start(). DP_WRONG_STATE when started already or from inside a callback. A
     * stopped device can be started again, as often as one likes. */
    int32_t (*start)(dp_device* device);

    /* [ctl] Takes a new config, started or not. The device goes on with what did not change; tokens that the
     * change makes pointless complete as canceled. Unlike create() it refuses every config that cannot work
     * with DP_BAD_ARGUMENT: then the old config stands, and `error` gets a sentence. DP_UNSUPPORTED where a
     * plugin takes none. */
    int32_t (*reconfigure)(dp_device* device, dp_string config, const dp_text_sink* error);

    /*
     * [ctl] Ends work: completes each pending token as DP_CANCELED, reports DP_HEALTH_STOPPED, waits for a
     * callback in progress and returns; no callback of this device follows. Takes tens of milliseconds,
     * whatever the network does: a host stops its devices one after the other, and a person waits. Not
     * started: DP_OK, nothing happens. From inside a callback: DP_WRONG_STATE, nothing happens.
     */
    int32_t (*stop)(dp_device* device);

    /* [ctl] Legal in every state; stops first where needed. The handle is gone after it. From inside a
     * callback of the device it does nothing. */
    void (*destroy)(dp_device* device);

    /* [any] All properties of the manifest, each once, as they are known now (null: not known), out of a
     * cache, without I/O. Legal in every state. What is on its way as a batch may be in it already;
     * `revision` tells. */
    int32_t (*snapshot)(dp_device* device, const dp_snapshot_sink* sink);

    /*
     * [any] Asks for an action. `token` is the host's, unique among the pending ones of the device.
     * timeout_ms is how long the outcome is worth waiting for, 0 for the plugin's own default; when it has
     * passed the token completes as DP_TIMEOUT and what had not been sent is dropped. DP_OK means accepted:
     * exactly one completed() follows, before stop() returns at the latest. Any other status means refused,
     * and no completed() follows; `error` gets a sentence: DP_WRONG_STATE when not started, DP_UNKNOWN_ID for
     * an action that the manifest does not name, DP_BAD_ARGUMENT for a parameter that is missing, surplus or
     * there twice and for a token that is pending, DP_WRONG_TYPE and DP_OUT_OF_RANGE for values. A host
     * checks parameters against the manifest first; a plugin does not count on it.
     */
    int32_t (*invoke)(dp_device* device, dp_string action, const dp_named_value* params, uint32_t count,
                      uint64_t token, uint32_t timeout_ms, const dp_text_sink* error);

    /* [any] Asks for a property to become a value. Same rules as invoke(); DP_UNSUPPORTED for a property that
     * is read-only. The new value arrives by properties_changed. */
    int32_t (*write)(dp_device* device, dp_string property, const dp_value* value, uint64_t token,
                     uint32_t timeout_ms, const dp_text_sink* error);

    /* [any] The host no longer wants the outcome. What has not been sent is dropped and completes as
     * DP_CANCELED; what has been sent completes as it turns out; so completed() follows in any case.
     * DP_UNKNOWN_ID when the token is not pending: a host that cancels a moment too late takes that for well.
     */
    int32_t (*cancel)(dp_device* device, uint64_t token);

    /* [any] May be null. A secret of this instance was put or removed by somebody else (a person at a
     * terminal, another process); the plugin reads it again when it suits. */
    void (*secret_changed)(dp_instance* instance, dp_string key);

    /* [any] May be null. The plugin's side of an extension, or null where it has none of that id. */
    const void* (*extension)(dp_instance* instance, dp_string id);
} dp_plugin;

/*
 * The one exported symbol. [any] Returns constant data, the same each time, and does nothing else; in
 * particular it starts no thread and opens nothing, so that a host may ask a library what it is. Never null.
 * Nothing else is exported (a version script does it): weak symbols of the C++ library that are, get bound by
 * others, and the library is never unmapped again.
 */
typedef const dp_plugin* (*dp_entry_fn)(void);
DP_EXPORT const dp_plugin* dp_entry_v1(void);

/* ---- Extension dp.attention/1 (plugin's side) --------------------------------------------------------- */

/*
 * How closely a device is being watched, so that a plugin that has to poll can spend its requests where
 * somebody looks. The host says how closely, the plugin chooses its pace. A device is at
 * DP_ATTENTION_BACKGROUND until told, and keeps its level over stop() and start(). The model for extensions
 * to come: an id with a number, a table with `size`, functions with the tags of this header, codes that a
 * receiver may not know yet.
 */
#define DP_EXT_ATTENTION "dp.attention/1"

enum {
    DP_ATTENTION_NONE = 0,       /* nobody and nothing reads this device */
    DP_ATTENTION_BACKGROUND = 1, /* rules or a bus do */
    DP_ATTENTION_LOOKING = 2     /* a person has it on a screen */
};

typedef struct dp_attention_v1 {
    uint32_t size;
    uint32_t reserved; /* 0 */
    /* [any] Legal in every state. DP_OUT_OF_RANGE for a level that is not listed; the old one stays. */
    int32_t (*set)(dp_device* device, int32_t level);
} dp_attention_v1;

#ifdef __cplusplus
}
#endif

#endif
