// The site file as a checked value: which devices, which rules, which faces. Reads text only; whether the
// plugins exist and what they can do is for others to know.
#pragma once

#include "host/json_places.hpp"
#include "host/json_text.hpp"
#include "host/mistake.hpp"
#include "host/rules/rule.hpp"
#include "host/site_lines.hpp"
#include "host/site_mqtt.hpp"
#include "host/site_panel.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace host {

struct DeviceEntry {
    std::string id;
    std::string plugin;                 // name of the plugin's folder
    dp::Json config{std::string{"{}"}}; // an object
    std::string name{};                 // what people read; empty: none was given
    Origin origin{};

    bool operator==(const DeviceEntry&) const = default;
};

struct Site {
    std::string file; // its name, for sentences
    std::string text; // what was read there
    std::vector<DeviceEntry> devices;
    std::vector<Rule> rules;
    std::optional<PanelEntry> panel;
    std::optional<MqttEntry> mqtt;
    std::string title{}; // of the site, for people; empty: none was given
    std::shared_ptr<const JsonPlaces> places = std::make_shared<const JsonPlaces>(); // of the file's values
    AccessEntry access{};                                                            // of panel and lines
    std::optional<LinesEntry> lines{};

    // `expected` without the word itself.
    Mistake mistake(const std::string& pointer, std::string_view expected) const;
};

// Every mistake of a site, each a sentence "FILE:LINE:COLUMN: KEY: expected ...", in the order of the file.
class SiteError : public std::runtime_error {
public:
    explicit SiteError(std::vector<std::string> sentences);
    const std::vector<std::string>& sentences() const { return sentences_; }

private:
    std::vector<std::string> sentences_;
};

// As much of a site as could be read, and all that is wrong with it.
struct SiteReading {
    Site site;
    std::vector<Mistake> mistakes;
};

// Comments are allowed in the text. Throws SiteError for a text that is no JSON object.
SiteReading examine_site(const std::string& text, const std::string& file);
// The same for a file; throws SiteError for one that cannot be read too. Makes the paths in it
// absolute.
SiteReading examine_site(const std::filesystem::path& file);

// Throw SiteError with everything that is wrong.
Site parse_site(const std::string& text, const std::string& file);
Site read_site(const std::filesystem::path& file);

} // namespace host
