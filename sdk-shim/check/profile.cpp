#include "check/profile.hpp"

#include "host/json_text.hpp"
#include "host/text_file.hpp"

namespace check {

namespace {

constexpr std::size_t largest_profile = 1U << 20U; // bytes

class Reader {
public:
    explicit Reader(std::string file)
        : file_(std::move(file)) {}

    host::JsonObject object(const host::JsonObject& in, const std::string& key) {
        if (!in->has(key)) {
            return {};
        }
        auto found = host::as_object(in->get(key));
        if (found.isNull()) {
            fail(key, "an object");
        }
        return found;
    }

    std::string text(const host::Json& value, const std::string& key) {
        if (value.isEmpty() || !value.isString()) {
            fail(key, "a text");
        }
        return value.convert<std::string>();
    }

    Profile::Secrets secrets(const host::JsonObject& in, const std::string& where) {
        Profile::Secrets all;
        if (!in->has("secrets")) {
            return all;
        }
        auto list = host::as_array(in->get("secrets"));
        if (list.isNull()) {
            list = new Poco::JSON::Array;
            list->add(in->get("secrets"));
        }
        for (const auto& one : *list) {
            const auto values = host::as_object(one);
            if (values.isNull()) {
                fail(where, "an object, or an array of objects");
            }
            auto& into = all.emplace_back();
            for (const auto& key : values->getNames()) {
                into[key] = text(values->get(key), where + '/' + key);
            }
        }
        return all;
    }

    [[noreturn]] void fail(const std::string& key, const std::string& expected) {
        throw ProfileError(file_ + ": /" + key + ": expected " + expected);
    }

private:
    const std::string file_;
};

} // namespace

Profile read_profile(const std::filesystem::path& file) {
    Profile profile;
    profile.file = std::filesystem::absolute(file);
    profile.folder = profile.file.parent_path();
    Reader reader(file.string());
    host::JsonObject root;
    try {
        root = host::as_object(host::read_json(host::read_text_file(file, largest_profile), file.string()));
    } catch (const std::exception& problem) { // of the file or of its JSON; both name it
        throw ProfileError(problem.what());
    }
    if (root.isNull()) {
        throw ProfileError(file.string() + ": expected a JSON object");
    }
    for (const auto& key : root->getNames()) {
        if (key != "service" && key != "config" && key != "secrets" && key != "parameters" &&
            key != "silent") {
            reader.fail(key, "one of the keys service, config, secrets, parameters, silent");
        }
    }
    if (const auto service = reader.object(root, "service"); !service.isNull()) {
        const auto command =
            service->has("command") ? host::as_array(service->get("command")) : host::JsonArray{};
        if (command.isNull() || command->size() == 0) {
            reader.fail("service/command", "an array with a program and its arguments");
        }
        for (const auto& word : *command) {
            profile.command.push_back(reader.text(word, "service/command"));
        }
    }
    if (const auto config = reader.object(root, "config"); !config.isNull()) {
        profile.config = host::write_json(host::Json{config});
    }
    profile.secrets = reader.secrets(root, "secrets");
    if (const auto parameters = reader.object(root, "parameters"); !parameters.isNull()) {
        for (const auto& action : parameters->getNames()) {
            profile.parameters[action] = host::write_json(host::Json{reader.object(parameters, action)});
        }
    }
    if (const auto silent = reader.object(root, "silent"); !silent.isNull()) {
        const auto config = reader.object(silent, "config");
        if (config.isNull()) {
            reader.fail("silent/config", "an object");
        }
        profile.silent_config = host::write_json(host::Json{config});
        profile.silent_secrets = reader.secrets(silent, "silent/secrets");
    }
    return profile;
}

std::string replaced(const std::string& text, const Names& names) {
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const auto begin = text.find("${", at);
        const auto end = begin == std::string::npos ? begin : text.find('}', begin);
        if (end == std::string::npos) {
            return out + text.substr(at);
        }
        const auto name = text.substr(begin + 2, end - begin - 2);
        const auto found = names.find(name);
        if (found == names.end()) {
            throw ProfileError("the profile uses ${" + name + "}, which stands for nothing here");
        }
        out += text.substr(at, begin - at) + found->second;
        at = end + 1;
    }
}

} // namespace check
