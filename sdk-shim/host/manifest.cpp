#include "host/manifest.hpp"

#include "host/schema_check.hpp"
#include "host/text_file.hpp"

#include <algorithm>
#include <utility>

namespace host {
namespace {

constexpr std::size_t largest_manifest = 1U << 20U; // bytes

// Ids become parts of topics, constants and keys, so they are kept to what all of these can carry.
bool is_id(std::string_view id) {
    const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !id.empty() && id.size() <= 64 && is_lower(id.front()) &&
           std::all_of(id.begin(), id.end(),
                       [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_file_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

class Reader {
public:
    Reader(const std::string& text, const std::string& file) {
        manifest_.file = file;
        try {
            root_ = as_object(read_json(text, file));
        } catch (const JsonError& problem) {
            throw ManifestError{{problem.what()}};
        }
        if (root_.isNull()) {
            throw ManifestError{{file + ": expected a JSON object"}};
        }
    }

    Manifest read() {
        manifest_.title = text(root_, "", "title", Need::yes);
        manifest_.description = text(root_, "", "description", Need::no);
        if (const auto version = object(root_, "", "version", Need::no); !version.isNull()) {
            manifest_.version = text(version, "/version", "model", Need::no);
        }
        manifest_.type_id = text(root_, "", "dp:type", Need::yes);
        abi();
        library();
        if (root_->has("dp:config")) {
            manifest_.config = schema(root_->get("dp:config"), "/dp:config");
            manifest_.config_json = write_json(root_->get("dp:config"));
            shared();
        }
        if (manifest_.config.type == SchemaType::any) {
            manifest_.config.type = SchemaType::object;
        }
        properties();
        actions();
        events();
        secrets();
        sign_in();
        if (!problems_.empty()) {
            throw ManifestError{std::move(problems_)};
        }
        return std::move(manifest_);
    }

private:
    enum class Need { no, yes };

    void problem(const std::string& key, std::string_view expected) {
        problems_.push_back(manifest_.file + ": " + key + ": expected " + std::string{expected});
    }

    // Null where the key is absent, or was a problem.
    JsonObject object(const JsonObject& in, const std::string& at, const std::string& key, Need need) {
        if (!in->has(key)) {
            if (need == Need::yes) {
                problem(at + '/' + key, "an object; it is missing");
            }
            return {};
        }
        auto found = as_object(in->get(key));
        if (found.isNull()) {
            problem(at + '/' + key, "an object");
        }
        return found;
    }

    std::string text(const JsonObject& in, const std::string& at, const std::string& key, Need need) {
        if (!in->has(key)) {
            if (need == Need::yes) {
                problem(at + '/' + key, "a text; it is missing");
            }
            return {};
        }
        const auto value = to_value(in->get(key));
        const auto* found = std::get_if<std::string>(&value);
        if (found == nullptr || (need == Need::yes && found->empty())) {
            problem(at + '/' + key, "a text");
            return {};
        }
        return *found;
    }

    std::uint32_t count(const JsonObject& in, const std::string& at, const std::string& key) {
        const auto value = in->has(key) ? to_value(in->get(key)) : dp::Value{};
        const auto* number = std::get_if<std::int64_t>(&value);
        if (number == nullptr || *number < 0 || *number > 1'000'000) {
            problem(at + '/' + key, "an integer of at least 0");
            return 0;
        }
        return static_cast<std::uint32_t>(*number);
    }

    bool flag(const JsonObject& in, const std::string& at, const std::string& key, bool otherwise) {
        if (!in->has(key)) {
            return otherwise;
        }
        const auto value = to_value(in->get(key));
        if (const auto* found = std::get_if<bool>(&value)) {
            return *found;
        }
        problem(at + '/' + key, "true or false");
        return otherwise;
    }

    Role role(const JsonObject& in, const std::string& at) {
        const auto value = in->has("dp:role") ? to_value(in->get("dp:role")) : dp::Value{"operate"};
        const auto* const found = std::get_if<std::string>(&value);
        const auto role = found != nullptr ? role_of(*found) : std::nullopt;
        if (!role) {
            problem(at + "/dp:role", "operate or set_up");
        }
        return role.value_or(Role::set_up);
    }

    Schema schema(const Json& json, const std::string& at) {
        std::vector<std::string> found;
        auto result = read_schema(json, at, found);
        for (const auto& sentence : found) {
            problems_.push_back(manifest_.file + ": " + sentence);
        }
        return result;
    }

    void abi() {
        if (const auto abi = object(root_, "", "dp:abi", Need::yes); !abi.isNull()) {
            manifest_.abi_major = count(abi, "/dp:abi", "major");
            manifest_.abi_min_minor = count(abi, "/dp:abi", "min_minor");
            // Another major is told by the library, which has another entry then.
            if (manifest_.abi_major == DP_ABI_MAJOR && manifest_.abi_min_minor > DP_ABI_MINOR) {
                problem("/dp:abi", "version " + std::to_string(DP_ABI_MAJOR) + "." +
                                       std::to_string(DP_ABI_MINOR) +
                                       " of the plugin ABI to be enough, which is what this host speaks");
            }
        }
    }

    void library() {
        const auto libraries = object(root_, "", "dp:library", Need::yes);
        if (libraries.isNull()) {
            return;
        }
        const std::string here{platform()};
        manifest_.library = text(libraries, "/dp:library", here, Need::yes);
        if (!manifest_.library.empty() && !is_file_name(manifest_.library)) {
            problem("/dp:library/" + here, "the name of a file in the manifest's own folder");
        }
    }

    // Calls take(id, object, place) for each entry of the map of affordances `key`.
    template <typename Take>
    JsonObject each(const std::string& key, Take take) {
        auto map = object(root_, "", key, Need::no);
        if (map.isNull()) {
            return new Poco::JSON::Object;
        }
        for (const auto& id : map->getNames()) {
            const std::string at = '/' + key + '/' + id;
            if (!is_id(id)) {
                problem(at, "an id of a-z, 0-9 and _, beginning with a letter, of at most 64 characters");
            } else if (const auto entry = as_object(map->get(id)); entry.isNull()) {
                problem(at, "an object");
            } else {
                take(id, entry, at);
            }
        }
        return map;
    }

    void shared() {
        const std::string at = "/dp:config/dp:shared";
        const auto config = as_object(root_->get("dp:config"));
        if (config.isNull() || !config->has("dp:shared")) {
            return;
        }
        const auto entry = object(config, "/dp:config", "dp:shared", Need::yes);
        if (entry.isNull()) {
            return;
        }
        SharedConfig shared{text(entry, at, "by", Need::yes),
                            sentences(entry->has("keys") ? entry->get("keys") : Json{}, at + "/keys")};
        auto names = shared.keys;
        names.push_back(shared.by);
        for (const auto& name : names) {
            if (!name.empty() && manifest_.config.property(name) == nullptr) {
                problem(at, "keys of the config; it has no " + name);
            }
        }
        manifest_.shared = std::move(shared);
    }

    void properties() {
        const auto map = each("properties", [&](const auto& id, const auto& entry, const auto& at) {
            manifest_.properties.push_back(
                {id, text(entry, at, "title", Need::no), text(entry, at, "description", Need::no),
                 flag(entry, at, "readOnly", false), schema(entry, at),
                 entry->has("dp:options") ? sentences(entry->get("dp:options"), at + "/dp:options")
                                          : std::vector<std::string>{},
                 role(entry, at), flag(entry, at, "dp:diagnostic", false)});
        });
        manifest_.properties_json = write_json(Json{map});
    }

    void actions() {
        const auto map = each("actions", [&](const auto& id, const auto& entry, const auto& at) {
            Schema input;
            if (entry->has("input")) {
                input = schema(entry->get("input"), at + "/input");
            }
            if (input.type != SchemaType::any && input.type != SchemaType::object) {
                problem(at + "/input/type", "\"object\", with a property for each parameter");
            }
            input.type = SchemaType::object;
            input.additional = false; // the ABI takes no surplus parameters
            std::optional<Schema> output;
            if (entry->has("output")) {
                output = schema(entry->get("output"), at + "/output");
            }
            manifest_.actions.push_back({id, text(entry, at, "title", Need::no),
                                         text(entry, at, "description", Need::no), std::move(input),
                                         std::move(output), role(entry, at), effect(entry, at)});
        });
        manifest_.actions_json = write_json(Json{map});
    }

    // After properties, whose names it uses.
    std::optional<EffectSpec> effect(const JsonObject& action, const std::string& at) {
        const auto entry = object(action, at, "dp:effect", Need::no);
        if (entry.isNull()) {
            return std::nullopt;
        }
        const std::string here = at + "/dp:effect";
        EffectSpec spec{text(entry, here, "property", Need::yes), {}, text(entry, here, "words", Need::yes)};
        const PropertySpec* const property = manifest_.property(spec.property);
        if (property == nullptr) {
            problem(here + "/property", "the name of a property; " + spec.property + " is none");
            return spec;
        }
        if (!entry->has("value") || !violations(property->schema, entry->get("value")).empty()) {
            problem(here + "/value", "a value that " + spec.property + " may have");
            return spec;
        }
        spec.value = fitted(property->schema, entry->get("value"));
        return spec;
    }

    void events() {
        each("events", [&](const auto& id, const auto& entry, const auto& at) {
            Schema data;
            if (entry->has("data")) {
                data = schema(entry->get("data"), at + "/data");
            }
            manifest_.events.push_back({id, text(entry, at, "title", Need::no),
                                        text(entry, at, "description", Need::no), std::move(data)});
        });
    }

    void secrets() {
        if (!root_->has("dp:secrets")) {
            return;
        }
        const auto list = as_array(root_->get("dp:secrets"));
        if (list.isNull()) {
            problem("/dp:secrets", "an array");
            return;
        }
        for (unsigned i = 0; i < list->size(); ++i) {
            const std::string at = "/dp:secrets/" + std::to_string(i);
            if (const auto entry = as_object(list->get(i)); entry.isNull()) {
                problem(at, "an object");
            } else {
                manifest_.secrets.push_back(
                    {text(entry, at, "key", Need::yes), text(entry, at, "title", Need::no)});
            }
        }
    }

    // After properties and actions, whose names it uses.
    void sign_in() {
        const std::string at = "/dp:sign_in";
        const auto entry = object(root_, "", "dp:sign_in", Need::no);
        if (entry.isNull()) {
            return;
        }
        SignInSpec spec;
        spec.url = property_name(entry, at, "url", Need::yes, SchemaType::string);
        spec.action = action_name(entry, at, "action", Need::yes);
        spec.parameter = text(entry, at, "parameter", Need::yes);
        const ActionSpec* const action = manifest_.action(spec.action);
        if (action != nullptr && !spec.parameter.empty()) {
            const Schema* const parameter = action->input.property(spec.parameter);
            if (parameter == nullptr || parameter->type != SchemaType::string) {
                problem(at + "/parameter", "the name of a text parameter of " + spec.action + "; " +
                                               spec.parameter + " is none");
            }
        }
        spec.sign_out = action_name(entry, at, "sign_out", Need::no);
        spec.expires = property_name(entry, at, "expires", Need::no, SchemaType::integer);
        if (entry->has("hints")) {
            spec.hints = sentences(entry->get("hints"), at + "/hints");
        }
        manifest_.sign_in_json = sign_in_json(spec);
        manifest_.sign_in = std::move(spec);
    }

    std::string property_name(const JsonObject& in, const std::string& at, const std::string& key, Need need,
                              SchemaType type) {
        auto name = text(in, at, key, need);
        const PropertySpec* const property = manifest_.property(name);
        if (!name.empty() && (property == nullptr || property->schema.type != type)) {
            problem(at + '/' + key, std::string{"the name of "} +
                                        (type == SchemaType::string ? "a text" : "an integer") +
                                        " property; " + name + " is none");
        }
        return name;
    }

    // Panels and the terminal invoke these with no parameter but the one that is named.
    std::string action_name(const JsonObject& in, const std::string& at, const std::string& key, Need need) {
        auto name = text(in, at, key, need);
        const ActionSpec* const action = manifest_.action(name);
        if (!name.empty() && (action == nullptr || !action->input.required.empty())) {
            problem(at + '/' + key,
                    "the name of an action without required parameters; " + name + " is none");
        }
        return name;
    }

    std::vector<std::string> sentences(const Json& json, const std::string& at) {
        const auto list = as_array(json);
        if (list.isNull()) {
            problem(at, "a list of texts");
            return {};
        }
        std::vector<std::string> found;
        for (unsigned i = 0; i < list->size(); ++i) {
            const auto value = to_value(list->get(i));
            const auto* const sentence = std::get_if<std::string>(&value);
            if (sentence == nullptr || sentence->empty()) {
                problem(at + '/' + std::to_string(i), "a text");
            } else {
                found.push_back(*sentence);
            }
        }
        return found;
    }

    // Only what was checked: a panel may rely on it.
    static std::string sign_in_json(const SignInSpec& spec) {
        std::string json = "{\"url\":" + json_quoted(spec.url) + ",\"action\":" + json_quoted(spec.action) +
                           ",\"parameter\":" + json_quoted(spec.parameter);
        if (!spec.sign_out.empty()) {
            json += ",\"sign_out\":" + json_quoted(spec.sign_out);
        }
        if (!spec.expires.empty()) {
            json += ",\"expires\":" + json_quoted(spec.expires);
        }
        json += ",\"hints\":[";
        for (const auto& hint : spec.hints) {
            json += (json.back() == '[' ? "" : ",") + json_quoted(hint);
        }
        return json + "]}";
    }

    Manifest manifest_;
    JsonObject root_;
    std::vector<std::string> problems_;
};

template <typename Specs>
auto* find_spec(const Specs& specs, std::string_view id) {
    const auto found =
        std::find_if(specs.begin(), specs.end(), [&](const auto& spec) { return spec.id == id; });
    return found == specs.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string all;
    for (const auto& sentence : sentences) {
        all += (all.empty() ? "" : "; ") + sentence;
    }
    return all;
}

// After the hand-written checks, which say more.
void check_schemas(const Manifest& manifest, const std::string& text) {
    std::vector<std::string> problems;
    const auto json = read_json(text, manifest.file);
    for (const auto schema : {PublishedSchema::manifest, PublishedSchema::thing_model}) {
        for (const auto& violation : schema_violations(schema, json)) {
            problems.push_back(sentence(violation, manifest.file + ": "));
        }
    }
    if (!manifest.config_json.empty()) {
        try {
            schema_violations(manifest.config_json, Json{JsonObject{new Poco::JSON::Object}});
        } catch (const JsonError& problem) {
            problems.push_back(manifest.file + ": /dp:config: " + problem.what());
        }
    }
    if (!problems.empty()) {
        throw ManifestError{std::move(problems)};
    }
}

} // namespace

ManifestError::ManifestError(std::vector<std::string> sentences)
    : std::runtime_error{joined(sentences)}
    , sentences_{std::move(sentences)} {}

const PropertySpec* Manifest::property(std::string_view id) const {
    return find_spec(properties, id);
}
const ActionSpec* Manifest::action(std::string_view id) const {
    return find_spec(actions, id);
}
const EventSpec* Manifest::event(std::string_view id) const {
    return find_spec(events, id);
}

std::string_view platform() {
#if defined(__linux__) && defined(__x86_64__)
    return "linux-x86_64";
#elif defined(__linux__) && defined(__aarch64__)
    return "linux-aarch64";
#else
#error "this host is built for Linux on x86_64 and aarch64"
#endif
}

Manifest parse_manifest(const std::string& text, const std::string& file) {
    return Reader{text, file}.read();
}

Manifest read_manifest(const std::filesystem::path& folder) {
    const auto file = folder / "manifest.json";
    std::string text;
    try {
        text = read_text_file(file, largest_manifest);
    } catch (const FileError& problem) {
        throw ManifestError{{problem.what()}};
    }
    auto manifest = parse_manifest(text, file.string());
    check_schemas(manifest, text);
    return manifest;
}

} // namespace host
