// avhost describe: a manifest as tables for a person.
#include "commands.hpp"

#include "host/names.hpp"
#include "host/plugin_manifest.hpp"

#include <algorithm>
#include <array>
#include <iostream>

namespace avhost {
namespace {

using Row = std::array<std::string, 3>; // id, what it takes, what it is

std::string_view type_word(host::SchemaType type) {
    static constexpr std::array<std::string_view, 8> words{"any",    "null",   "boolean", "integer",
                                                           "number", "string", "array",   "object"};
    return words[static_cast<std::size_t>(type)];
}

std::string joined(const std::string& title, const std::string& description) {
    return title.empty() || description.empty() ? title + description : title + ". " + description;
}

void print(std::string_view heading, const std::vector<Row>& rows) {
    if (rows.empty()) {
        std::cout << '\n' << heading << ": none\n";
        return;
    }
    std::array<std::size_t, 2> widths{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::cout << '\n' << heading << '\n';
    for (const auto& row : rows) {
        std::cout << "  ";
        for (std::size_t i = 0; i < widths.size(); ++i) {
            std::cout << row[i] << std::string(widths[i] - row[i].size() + 2, ' ');
        }
        std::cout << row.back() << '\n';
    }
}

std::string params_of(const host::ActionSpec& action) {
    std::string list;
    for (const auto& [name, schema] : action.input.properties) {
        const auto& required = action.input.required;
        const bool is_needed = std::find(required.begin(), required.end(), name) != required.end();
        list += (list.empty() ? "" : ", ") + name + ": " + std::string{type_word(schema.type)} +
                (is_needed ? "" : " (optional)");
    }
    return list.empty() ? "no parameters" : list;
}

} // namespace

int describe_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a plugin"};
    expect_words(arguments, 1, names);
    const std::string& name = arguments.words[1];
    if (!host::is_plugin_name(name)) {
        throw UsageError{"describe: expected the name of a plugin's folder, got " + name};
    }
    const auto manifest = host::read_manifest(arguments.plugins, name);
    std::cout << name << ": " << manifest.title << '\n'
              << "  type " << manifest.type_id << ", version " << manifest.version << ", ABI "
              << manifest.abi_major << '.' << manifest.abi_min_minor << " or later, library "
              << manifest.library << '\n';
    if (!manifest.description.empty()) {
        std::cout << "  " << manifest.description << '\n';
    }
    std::vector<Row> properties;
    for (const auto& property : manifest.properties) {
        properties.push_back(
            {property.id,
             std::string{type_word(property.schema.type)} + (property.read_only ? "" : ", can be written"),
             joined(property.title, property.description)});
    }
    print("Properties", properties);
    std::vector<Row> actions;
    for (const auto& action : manifest.actions) {
        actions.push_back({action.id, params_of(action), joined(action.title, action.description)});
    }
    print("Actions", actions);
    std::vector<Row> events;
    for (const auto& event : manifest.events) {
        events.push_back({event.id, "", joined(event.title, event.description)});
    }
    print("Events", events);
    std::vector<Row> secrets;
    for (const auto& secret : manifest.secrets) {
        secrets.push_back({secret.key, "", secret.title});
    }
    print("Secrets", secrets);
    if (manifest.sign_in) {
        const auto& sign_in = *manifest.sign_in;
        std::vector<Row> rows{{"link", "", sign_in.url},
                              {"completed by", "", sign_in.action + '(' + sign_in.parameter + ')'}};
        if (!sign_in.sign_out.empty()) {
            rows.push_back({"undone by", "", sign_in.sign_out});
        }
        if (!sign_in.expires.empty()) {
            rows.push_back({"ends at", "", sign_in.expires});
        }
        for (const auto& hint : sign_in.hints) {
            rows.push_back({"hint", "", hint});
        }
        print("Sign-in", rows);
    }
    return exit_ok;
}

} // namespace avhost
