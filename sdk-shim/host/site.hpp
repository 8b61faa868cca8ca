// The site file as a checked value: which devices, which rules, which panel. Reads text only; whether the
// plugins exist and what they can do is for others to know.
#pragma once

#include "host/json_text.hpp"
#include "host/site_panel.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace host {

struct DeviceEntry {
    std::string id;
    std::string plugin;                 // name of the plugin's folder
    dp::Json config{std::string{"{}"}}; // an object

    bool operator==(const DeviceEntry&) const = default;
};

// "lobby.is_playing": a property or an action of a device.
struct Place {
    std::string device;
    std::string id;

    bool operator==(const Place&) const = default;
};

struct Invocation {
    Place action;
    std::vector<dp::NamedValue> params;

    bool operator==(const Invocation&) const = default;
};

struct Rule {
    std::string name; // for the log; its place in the file when it was given none
    Place property;
    dp::Value becomes; // null, boolean, number or text
    std::vector<Invocation> invocations;

    bool operator==(const Rule&) const = default;
};

struct Site {
    std::string file; // its name, for sentences
    std::vector<DeviceEntry> devices;
    std::vector<Rule> rules;
    std::optional<PanelEntry> panel;
};

// Every fault of a site, each a sentence "FILE: KEY: expected ...".
class SiteError : public std::runtime_error {
public:
    explicit SiteError(std::vector<std::string> sentences);
    const std::vector<std::string>& sentences() const { return sentences_; }

private:
    std::vector<std::string> sentences_;
};

constexpr std::size_t largest_site = 4U << 20U; // bytes of a site file

// Throws SiteError with everything that is wrong. Comments are allowed in the text.
Site parse_site(const std::string& text, const std::string& file);

// Throws SiteError, for a file that cannot be read too. Makes the panel's paths absolute.
Site read_site(const std::filesystem::path& file);

} // namespace host
