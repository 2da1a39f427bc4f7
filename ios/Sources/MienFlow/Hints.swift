/// The words of the scan's hints. Left and right are the person's own, so the words are the same in a mirrored preview.
public enum Hints {
    /// The hint in words; nil for an id that this version of the app does not know, which then shows nothing.
    public static func text(_ id: String, in language: Language) -> String? {
        words[id].map { language($0.english, $0.chinese) }
    }

    /// Every id that has words.
    public static var ids: Set<String> { Set(words.keys) }

    private static let words: [String: (english: String, chinese: String)] = [
        "no_face": ("Show your face in the oval", "请将脸部放入框内"),
        "multiple_faces": ("Only one person, please", "请确保画面中只有您一人"),
        "move_closer": ("Move closer", "请靠近一些"),
        "move_back": ("Move back a little", "请离远一些"),
        "move_left": ("Move to your left", "请向您的左边移动"),
        "move_right": ("Move to your right", "请向您的右边移动"),
        "move_up": ("Move up a little", "请向上移动一点"),
        "move_down": ("Move down a little", "请向下移动一点"),
        "too_dark": ("Find a brighter place", "光线太暗，请到亮一些的地方"),
        "too_bright": ("Find a place with less light", "光线太强，请到暗一些的地方"),
        "light_from_side": ("Turn so that both sides of your face are lit", "请转动身体，让脸部两侧光线均匀"),
        "backlit": ("Turn so that the light is in front of you", "请面向光源，不要背光"),
        "blurry": ("Hold the phone still and wipe the lens", "请拿稳手机并擦净镜头"),
        "turn_to_front": ("Look straight at the phone", "请正视手机"),
        "raise_chin": ("Raise your chin a little", "请稍微抬头"),
        "lower_chin": ("Lower your chin a little", "请稍微低头"),
        "level_head": ("Hold your head upright", "请把头摆正"),
        "open_eyes": ("Open your eyes", "请睁开眼睛"),
        "hold_still": ("Hold still", "请保持不动"),
        "turn_left": ("Turn your head slowly to your left", "请慢慢向您的左边转头"),
        "turn_right": ("Turn your head slowly to your right", "请慢慢向您的右边转头"),
        "a_bit_more": ("A little further", "再转一点"),
        "back_to_centre": ("Look straight ahead again", "请转回正面"),
        "other_way": ("To the other side, please", "请转向另一边"),
        "slower": ("More slowly, please", "请慢一点"),
        "processing": ("One moment", "请稍候"),
        "success": ("Done", "完成"),
        "try_again": ("Please try again", "请再试一次"),
    ]
}
