#!/bin/sh
# resources.sh APP OUT GUIDANCE: compiles and links the resources and the manifest under APP to OUT/app.apk and
# OUT/java/.../R.java, and puts the scan's words, from GUIDANCE, into OUT/assets as the app's own build does.
set -eu
framework=${FRAMEWORK_RES:-/usr/share/android-framework-res/framework-res.apk}
rm -rf "$2"
mkdir -p "$2/java" "$2/assets/guidance"
cp "$3"/*.json "$2/assets/guidance/"
# What Gradle adds to the manifest. Left out: an element of Android 11 and attributes of Android 12 and 13, which the
# framework of Debian 12 (API 29) does not know; the app's own build keeps them.
sed -e 's|<manifest |<manifest package="org.mien.app" |' \
  -e 's|^ *<application$|<uses-sdk android:minSdkVersion="28" android:targetSdkVersion="35" />&|' \
  -e '/<queries>/,/<\/queries>/d' \
  -e 's| *android:dataExtractionRules="[^"]*"||' -e 's| *android:localeConfig="[^"]*"||' "$1/AndroidManifest.xml" > "$2/AndroidManifest.xml"
aapt2 compile --dir "$1/res" -o "$2/compiled.zip"
aapt2 link -I "$framework" --manifest "$2/AndroidManifest.xml" --java "$2/java" -A "$2/assets" --auto-add-overlay -o "$2/app.apk" "$2/compiled.zip"
