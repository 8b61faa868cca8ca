#include "faces.hpp"

#include <string_view>
#include <utility>

namespace avhost {
namespace {

// One that was taken back is.
template <typename Entry>
Entry with_keys_of(Entry before, const Entry& now) {
    before.keys = now.keys;
    return before;
}

template <typename Entry, typename Face>
std::unique_ptr<face::FaceKind> kind(typename face::FaceOf<Entry, Face>::Row row) {
    return std::make_unique<face::FaceOf<Entry, Face>>(std::move(row));
}

} // namespace

Faces::Faces(Behind behind)
    : behind_{std::move(behind)}
    , gate_{std::make_shared<door::Gate>(std::vector<host::AccessKey>{},
                                         [log = behind_.log](dp::LogLevel level, std::string_view text) {
                                             log({level, "door", std::string{text}});
                                         })} {
    kinds_.push_back(kind<host::PanelEntry, PanelFace>(
        {&host::Site::panel,
         [this](const host::PanelEntry& entry) {
             return std::make_unique<PanelFace>(
                 entry,
                 PanelFace::Behind{behind_.host, behind_.observer, behind_.ring, behind_.log, behind_.site,
                                   counters_, behind_.began, behind_.reload, loop(), gate_});
         },
         with_keys_of<host::PanelEntry>, "the panel goes on as it was before, with the access keys of now"}));
    kinds_.push_back(kind<host::LinesEntry, LinesFace>(
        {&host::Site::lines,
         [this](const host::LinesEntry& entry) {
             return std::make_unique<LinesFace>(
                 entry,
                 LinesFace::Behind{behind_.host, behind_.ring, behind_.log, behind_.reload, loop(), gate_});
         },
         with_keys_of<host::LinesEntry>,
         "the lines go on as they were before, with the access keys of now"}));
    kinds_.push_back(kind<host::MqttEntry, MqttFace>(
        {&host::Site::mqtt, [this](const host::MqttEntry& entry) {
             return std::make_unique<MqttFace>(entry, MqttFace::Behind{behind_.host, behind_.log, counters_,
                                                                       behind_.state, behind_.sealing_key});
         }}));
}

Faces::~Faces() {
    for (const auto& kind : kinds_) {
        kind->close();
    }
}

face::Loop& Faces::loop() {
    if (!loop_) {
        loop_.emplace([log = behind_.log](dp::LogLevel level, std::string_view text) {
            log({level, "host", std::string{text}});
        });
    }
    return *loop_;
}

void Faces::open(const host::Site& site) {
    keys_ = site.access.keys;
    gate_->change(keys_);
    for (const auto& kind : kinds_) {
        kind->open(site);
    }
}

std::string Faces::change(const host::Site& site) {
    if (site.access.keys != keys_) { // before the faces, which are opened anew for it
        keys_ = site.access.keys;
        if (loop_) {
            loop_->perform([this] { gate_->change(keys_); });
        } else {
            gate_->change(keys_);
        }
    }
    std::string trouble;
    for (const auto& kind : kinds_) {
        kind->change(site, [&](dp::LogLevel level, const std::string& sentence) {
            behind_.log({level, "host", sentence});
            trouble += '\n' + sentence;
        });
    }
    return trouble;
}

} // namespace avhost
