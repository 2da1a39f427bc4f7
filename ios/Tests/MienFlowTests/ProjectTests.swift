import Foundation
import MienFlow
import Testing

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")

private func list(_ file: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appendingPathComponent(file))
    return try #require(try PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any])
}

// Xcode does not run here: what it reads is at least well-formed and complete.
@Suite struct ProjectTests {
    // Protects the camera and Face ID: without their reasons in each language iOS ends the app.
    @Test func theCameraIsExplainedInEachLanguage() throws {
        let info = try list("App/Info.plist")
        for reason in ["NSCameraUsageDescription", "NSFaceIDUsageDescription"] {
            #expect((info[reason] as? String)?.isEmpty == false)
        }
        #expect(info["CFBundleLocalizations"] as? [String] == Language.allCases.map(\.tag))
        for language in Language.allCases {
            let words = try list("App/\(language.tag).lproj/InfoPlist.strings")
            for reason in ["NSCameraUsageDescription", "NSFaceIDUsageDescription"] {
                #expect((words[reason] as? String)?.isEmpty == false)
            }
        }
    }

    // Protects the app's claim in the store: no tracking, nothing collected, the boot time explained.
    @Test func thePrivacyManifestSaysNothingIsCollected() throws {
        let privacy = try list("App/PrivacyInfo.xcprivacy")
        #expect(privacy["NSPrivacyTracking"] as? Bool == false)
        #expect((privacy["NSPrivacyCollectedDataTypes"] as? [Any])?.isEmpty == true)
        let reasons = try #require(privacy["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        #expect(reasons.first?["NSPrivacyAccessedAPIType"] as? String == "NSPrivacyAccessedAPICategorySystemBootTime")
    }

    // Protects the project file: each object that is named exists, and each source file of the app is compiled.
    @Test func theProjectIsWhole() throws {
        let project = try list("Mien.xcodeproj/project.pbxproj")
        let objects = try #require(project["objects"] as? [String: [String: Any]])
        func names(_ value: Any) -> [String] {
            switch value {
            case let text as String: text.hasPrefix("4D49454E") ? [text] : []
            case let items as [Any]: items.flatMap(names)
            case let table as [String: Any]: table.values.flatMap(names)
            default: []
            }
        }
        let named = Set(names(objects) + names(project["rootObject"] ?? ""))
        #expect(named.isSubset(of: Set(objects.keys)))
        #expect(named == Set(objects.keys))

        let files = Set(objects.values.compactMap { $0["isa"] as? String == "PBXFileReference" ? $0["path"] as? String : nil })
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("App").path)
        for source in sources where source.hasSuffix(".swift") {
            #expect(files.contains(source))
        }
    }
}
