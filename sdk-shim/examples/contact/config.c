/* A recursive descent over the text that keeps nothing but the one value asked for. The whole text is
 * checked, so that "not JSON" and "JSON of another shape" are told apart, as create() has to. */
#include "config.h"

#include <string.h>

/* Nobody nests a contact's config; the bound keeps a hostile text from using up the stack. */
enum { MAX_DEPTH = 32, KEY_ROOM = 32 };

struct reader {
    const char* at;
    const char* end;
};

static void skip_space(struct reader* in) {
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r')) {
        ++in->at;
    }
}

static bool take(struct reader* in, char wanted) {
    skip_space(in);
    if (in->at < in->end && *in->at == wanted) {
        ++in->at;
        return true;
    }
    return false;
}

static bool take_word(struct reader* in, const char* word) {
    const size_t length = strlen(word);
    if ((size_t)(in->end - in->at) < length || memcmp(in->at, word, length) != 0) {
        return false;
    }
    in->at += length;
    return true;
}

/* Value of a hexadecimal digit, or -1. */
static int hex(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}

/* Decodes one escape after its backslash. Characters beyond ASCII come out as '?': no key of ours has any. */
static bool take_escape(struct reader* in, char* decoded) {
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (in->at == in->end || *in->at == '\0') {
        return false;
    }
    const char kind = *in->at++;
    const char* named = strchr(names, kind);
    if (named != NULL) {
        *decoded = meanings[named - names];
        return true;
    }
    if (kind != 'u' || in->end - in->at < 4) {
        return false;
    }
    int code = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hex(*in->at++);
        if (digit < 0) {
            return false;
        }
        code = code * 16 + digit;
    }
    *decoded = code > 0 && code < 0x80 ? (char)code : '?';
    return true;
}

/* Takes a string; its beginning goes to `room` (KEY_ROOM bytes, terminated, cut when longer). */
static bool take_string(struct reader* in, char* room) {
    size_t length = 0;
    if (!take(in, '"')) {
        return false;
    }
    while (in->at < in->end && *in->at != '"') {
        char c = *in->at++;
        if ((unsigned char)c < 0x20 || (c == '\\' && !take_escape(in, &c))) {
            return false;
        }
        if (length + 1 < KEY_ROOM) {
            room[length++] = c;
        }
    }
    room[length] = '\0';
    return take(in, '"');
}

static bool take_digits(struct reader* in) {
    const char* const begin = in->at;
    while (in->at < in->end && *in->at >= '0' && *in->at <= '9') {
        ++in->at;
    }
    return in->at > begin;
}

static bool take_number(struct reader* in) {
    take_word(in, "-");
    if (!take_word(in, "0") && !take_digits(in)) {
        return false;
    }
    if (take_word(in, ".") && !take_digits(in)) {
        return false;
    }
    if (take_word(in, "e") || take_word(in, "E")) {
        if (!take_word(in, "+")) {
            take_word(in, "-");
        }
        return take_digits(in);
    }
    return true;
}

static bool take_object(struct reader* in, int depth, struct config* config);

static bool take_value(struct reader* in, int depth) {
    char ignored[KEY_ROOM];
    skip_space(in);
    if (in->at == in->end || depth > MAX_DEPTH) {
        return false;
    }
    switch (*in->at) {
    case '{':
        return take_object(in, depth, NULL);
    case '[':
        ++in->at;
        if (take(in, ']')) {
            return true;
        }
        do {
            if (!take_value(in, depth + 1)) {
                return false;
            }
        } while (take(in, ','));
        return take(in, ']');
    case '"':
        return take_string(in, ignored);
    default:
        return take_word(in, "true") || take_word(in, "false") || take_word(in, "null") || take_number(in);
    }
}

static void wrong(struct config* config, const char* text) {
    config->verdict = CONFIG_WRONG;
    config->text = text;
}

/* One member of the outermost object, after its colon. */
static bool take_setting(struct reader* in, const char* key, struct config* config) {
    if (strcmp(key, "closed") != 0) {
        wrong(config, "config: there is a key other than \"closed\"; expected \"closed\" or nothing");
        return take_value(in, 1);
    }
    skip_space(in);
    if (take_word(in, "true")) {
        config->closed = true;
        return true;
    }
    if (take_word(in, "false")) {
        config->closed = false;
        return true;
    }
    wrong(config, "config: closed: expected true or false");
    return take_value(in, 1);
}

/* `config` is null for objects inside the outermost one. */
static bool take_object(struct reader* in, int depth, struct config* config) {
    char key[KEY_ROOM];
    if (!take(in, '{')) {
        return false;
    }
    if (take(in, '}')) {
        return true;
    }
    do {
        if (!take_string(in, key) || !take(in, ':')) {
            return false;
        }
        if (!(config != NULL ? take_setting(in, key, config) : take_value(in, depth + 1))) {
            return false;
        }
    } while (take(in, ','));
    return take(in, '}');
}

struct config config_read(dp_string text) {
    struct config config = {CONFIG_GOOD, "", false};
    struct reader in = {text.data, text.data};
    if (text.data != NULL) {
        in.end = text.data + text.size;
    }
    const bool is_object = text.data != NULL && take_object(&in, 0, &config);
    skip_space(&in);
    if (!is_object || in.at != in.end) {
        config.verdict = CONFIG_NOT_OBJECT;
        config.text = "config: expected a JSON object, such as {\"closed\": false}";
    }
    return config;
}
