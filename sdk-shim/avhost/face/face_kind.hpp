// A kind of face as one row: which entry of the site it has, and how it is opened. What becomes of it at a reload is the
// same for all.
#pragma once

#include "host/site.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace avhost::face {

// On one thread.
class FaceKind {
public:
    // Reports what went wrong or is otherwise than the site has it, as a sentence that is to be logged.
    using Tell = std::function<void(dp::LogLevel level, const std::string& sentence)>;

    virtual ~FaceKind() = default;

    // Opens it as the site has it. Throws std::runtime_error with a sentence.
    virtual void open(const host::Site& site) = 0;
    // Takes another site on: what did not change stays open, what could not be opened the last time is tried again.
    virtual void change(const host::Site& site, const Tell& tell) = 0;
    virtual void close() = 0;
};

// `Face` closes by its destructor.
template <typename Entry, typename Face>
class FaceOf : public FaceKind {
public:
    struct Row {
        std::optional<Entry> host::Site::*entry;
        std::function<std::unique_ptr<Face>(const Entry&)> open;
        // The entry under which it goes on when the new one cannot be opened; empty: it does not, and is tried again at the
        // next reload.
        std::function<Entry(Entry before, const Entry& now)> go_on{};
        std::string go_on_note{};
    };

    explicit FaceOf(Row row)
        : row_{std::move(row)} {}

    void open(const host::Site& site) override { open_as(site.*row_.entry); }

    void change(const host::Site& site, const Tell& tell) override {
        const auto& wanted = site.*row_.entry;
        if (wanted == entry_) {
            return;
        }
        const auto before = entry_;
        attempt(wanted, tell);
        if (wanted && !face_ && before && row_.go_on) { // what is wrong may be put right over this face
            attempt(row_.go_on(*before, *wanted), tell);
            if (face_) {
                tell(dp::LogLevel::warning, row_.go_on_note);
            }
        }
    }

    void close() override {
        face_.reset();
        entry_.reset();
    }

private:
    void open_as(const std::optional<Entry>& entry) {
        close(); // first: the next one may want the same port
        if (entry) {
            face_ = row_.open(*entry);
            entry_ = entry;
        }
    }

    void attempt(const std::optional<Entry>& entry, const Tell& tell) {
        try {
            open_as(entry);
        } catch (const std::runtime_error& problem) {
            tell(dp::LogLevel::error, problem.what());
        }
    }

    const Row row_;
    std::optional<Entry> entry_; // as it is open; nothing: it is not
    std::unique_ptr<Face> face_;
};

} // namespace avhost::face
